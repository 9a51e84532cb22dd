/** The sheet in which a teacher gives tasks: typed, one a line, or made by the server. */

import { button, make } from "../common/dom.js";
import { openSheet } from "../common/sheets.js";
import { tr, trLater } from "../common/texts.js";

const KINDS = [
  ["addition", trLater("Addition")], ["subtraction", trLater("Subtraction")],
  ["multiplication", trLater("Multiplication")], ["division", trLater("Division")],
  ["fractions", trLater("Fractions")], ["numbers", trLater("Numbers to write")],
];
const MAX_TASKS = 100;
const MAX_NUMBER = 1000;

/** Open it. `tasks`: those there are; `give(message)`: told what is given, without its kind. */
export function openTasks(tasks, give) {
  const done = (message) => {
    sheet.close();
    give(message);
  };
  const kind = make("select", { autofocus: true },
    ...KINDS.map(([value, text]) => make("option", { value, text: tr(text) })));
  const to = make("input", { type: "number", min: 2, max: MAX_NUMBER, value: 100, required: true });
  const count = make("input", { type: "number", min: 1, max: MAX_TASKS, value: 20, required: true });
  const made = form(tr("Made"), tr("Make and give them"), [
    field(tr("What"), kind),
    make("div", { class: "row halves" }, field(tr("Numbers to"), to), field(tr("How many"), count)),
  ], () => done({ make: { kind: kind.value, to: to.valueAsNumber, count: count.valueAsNumber } }));
  const typed = make("textarea", { rows: 5, required: true, placeholder: "17+25=\n8×7=\n3/4+1/8=" });
  typed.value = tasks.map((task) => task.text).join("\n");
  const list = form(tr("Typed"), tr("Give these"), [field(tr("One task a line"), typed)], () =>
    done({ list: typed.value.split("\n").map((line) => line.trim()).filter(Boolean).slice(0, MAX_TASKS) }));
  const end = tasks.length
    ? button(tr("End the tasks"), () => done({ list: [] }), { class: "quiet" })
    : null;
  const sheet = openSheet(tr("Tasks"), make("div", { class: "stack tasks" }, made, list, end));
}

function form(title, submit, fields, onSubmit) {
  const element = make("form", { class: "stack card" }, make("h3", { text: title }), ...fields,
    make("button", { class: "primary", text: submit }));
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    onSubmit();
  });
  return element;
}

function field(name, control) {
  return make("label", { class: "field" }, make("span", { text: name }), control);
}
