/** The sheet behind "More": what to read, pen, looks, language, how others join. */

import { button, make } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { setting, showTheme } from "../common/settings.js";
import { openSheet } from "../common/sheets.js";
import { languageInUse, LANGUAGES, tr, trLater } from "../common/texts.js";

const PEN_WIDTHS = [1.5, 12]; // units of the paper
const THEMES = [["", trLater("System")], ["light", trLater("Light")], ["dark", trLater("Dark")]];
const EXPECTED = [
  ["auto", trLater("Automatic")], ["digit", trLater("One digit")], ["expression", trLater("Sum")],
];

/**
 * Open it. `board`: `{paper, session, join, model, onTheme()}`; what is chosen is kept and
 * used at once, but for the language, which loads the page anew: its ink is back at once.
 */
export function openMenu(board) {
  const { paper, session } = board;
  const width = make("input", {
    type: "range", min: PEN_WIDTHS[0], max: PEN_WIDTHS[1], step: 0.5, value: paper.penWidth,
  });
  width.addEventListener("input", () => {
    paper.penWidth = Number(width.value);
    setting.set("penWidth", paper.penWidth);
  });
  const theme = (value) => {
    setting.set("theme", value);
    showTheme();
    board.onTheme();
  };
  const language = (code) => {
    setting.set("language", code);
    board.keep().then(() => window.location.reload());
  };
  const sheet = openSheet(
    tr("More"),
    make(
      "div",
      { class: "stack" },
      choice(tr("Read as"), EXPECTED, session.expect, (value) => session.readAs(value)),
      make("label", { class: "field" }, make("span", { text: tr("Pen width") }), width),
      choice(tr("Theme"), THEMES, setting.get("theme"), theme),
      choice(tr("Language"), Object.entries(LANGUAGES), languageInUse(), language),
      make(
        "div",
        { class: "row" },
        button(tr("Show all"), () => paper.showAll(), {}, icon("fit")),
        button(tr("Print"), () => closed(sheet, () => window.print())),
        document.fullscreenEnabled
          ? button(tr("Full screen"), () => closed(sheet, toggleFullScreen))
          : null,
      ),
      board.join ? joining(board.join) : null,
      make("p", { class: "muted", text: tr("Nothing leaves this room: reading is done by {model}.", {
        model: board.model,
      }) }),
    ),
  );
}

function closed(sheet, then) {
  sheet.close();
  then();
}

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

/** Return how others open the page: the address and its code. */
export function joining({ address, code }) {
  return make(
    "section",
    { class: "joining" },
    make("h3", { text: tr("On another tablet, phone or board") }),
    make("img", { src: code, alt: tr("QR code of {address}", { address }), class: "code" }),
    make("p", { class: "address", text: address }),
  );
}

/** Return a row of buttons of which one is pressed. */
function choice(name, options, chosen, onChoose) {
  const buttons = options.map(([value, text]) =>
    button(tr(text), () => press(value), { "aria-pressed": String(value === chosen) }),
  );
  function press(value) {
    options.forEach(([each], i) => buttons[i].setAttribute("aria-pressed", String(each === value)));
    onChoose(value);
  }
  return make(
    "div",
    { class: "field", role: "group", "aria-label": name },
    make("h3", { text: name }),
    make("div", { class: "choices" }, ...buttons),
  );
}
