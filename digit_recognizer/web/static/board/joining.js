/** A pupil's part of a class: the name at the beginning, the tasks above the paper. */

import { button, formula, iconButton, make } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { setting } from "../common/settings.js";
import { openSheet } from "../common/sheets.js";
import { tr } from "../common/texts.js";

const MAX_NAME = 40;

/** Ask for a name; `onName(name)` is told. `reason`: what is wrong with the one before, or "". */
export function askName(reason, onName) {
  const field = make("input", {
    type: "text", maxlength: MAX_NAME, required: true, autocomplete: "nickname",
    value: setting.get("name"), enterkeyhint: "go", autofocus: true,
  });
  const form = make(
    "form",
    { class: "stack" },
    make("p", { class: "muted", text: reason || tr("Your teacher sees this name and what you write.") }),
    make("label", { class: "field" }, make("span", { text: tr("Your name") }), field),
    make("button", { class: "primary", text: tr("Join") }),
  );
  const sheet = openSheet(tr("Join the class"), form, { isNeeded: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = field.value.trim();
    if (!name) return;
    setting.set("name", name);
    sheet.close();
    onName(name);
  });
}

export class TaskStrip {
  /** `turn(number)`: the pupil turns to a task. */
  constructor(turn) {
    this.turn = turn;
    this.element = make("section", { class: "task", "aria-label": tr("Task"), hidden: true });
  }

  /** Show a `task` of the server; one without a number: there is none. */
  show(task) {
    const { number, of: count, text, mathml, solved } = task;
    this.element.hidden = number === null;
    if (number === null) return;
    const isSolved = solved.includes(number);
    const next = nextOpen(number, count, solved);
    this.element.classList.toggle("solved", isSolved);
    this.element.replaceChildren(
      step("back", tr("The task before"), number > 0 && (() => this.turn(number - 1))),
      make("span", { class: "muted", text: tr("{number} of {count}", { number: number + 1, count }) }),
      formula(mathml) ?? make("strong", { text }),
      isSolved ? make("span", { class: "solved-mark" }, icon("check"), tr("Right")) : "",
      isSolved && next !== null
        ? button(tr("Next"), () => this.turn(next), { class: "primary" })
        : "",
      isSolved && next === null ? make("strong", { text: tr("All done!") }) : "",
      step("next", tr("The next task"), number + 1 < count && (() => this.turn(number + 1))),
    );
  }
}

function step(picture, name, action) {
  return iconButton(icon(picture), name, action || (() => {}), { disabled: !action });
}

/** Return the next task that is not solved, from the one after `number` on and round; null for none. */
function nextOpen(number, count, solved) {
  for (let i = 1; i < count; i++) {
    const each = (number + i) % count;
    if (!solved.includes(each)) return each;
  }
  return null;
}
