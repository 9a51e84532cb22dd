/** What was read on a photo without a table: its lines, typeset, with their results. */

import { copy } from "../common/clipboard.js";
import { button, formula, make } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { tr } from "../common/texts.js";
import { percent } from "../panel/reading_view.js";

/** Return the element for `reading`, as `digits read --json` has it, with its symbols marked on `picture`. */
export function linesOf(reading, picture) {
  for (const line of reading.lines) {
    for (const symbol of line.symbols) picture.box(symbol.box, symbol.doubtful ? "doubtful" : "sure");
  }
  if (!reading.lines.length && reading.box) picture.box(reading.box, reading.doubtful ? "doubtful" : "sure");
  if (!reading.text) {
    return make("p", { class: "muted", text: reading.reason || tr("Nothing was found to read.") });
  }
  const lines = reading.lines.length ? reading.lines : [{ ...reading, answer: null }];
  const copied = button(tr("Copy"), async () => {
    copied.lastChild.textContent = (await copy(reading.text)) ? tr("Copied") : tr("It can't be copied.");
  }, {}, icon("copy"));
  return make("div", { class: "stack" }, ...lines.map(lineOf), make("div", { class: "row" }, copied));
}

function lineOf({ text, confidence, doubtful, answer }) {
  const result = answer?.is_asked && answer.shown && !doubtful ? answer.shown : "";
  const tone = { true: "right", false: "wrong", null: "value" }[String(answer?.verdict ?? null)];
  return make("section", { class: "line" },
    make("p", { class: "typeset long" },
      formula(answer?.mathml ?? "") ?? text,
      result ? make("span", { class: `result ${tone}`, text: result }) : null),
    make("p", { class: doubtful ? "doubt" : "muted share", text: doubtful ? tr("Doubtful") : percent(confidence) }));
}
