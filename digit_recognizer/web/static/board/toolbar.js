/** The bar of tools: what it holds, and what is pressed or greyed. */

import { iconButton, make } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { tr, trLater } from "../common/texts.js";

const TOOLS = [
  ["pen", trLater("Pen"), "P"],
  ["eraser", trLater("Eraser"), "E"],
  ["hand", trLater("Move the paper"), "H"],
];

export class Toolbar {
  /** `actions`: `{undo, redo, clear, photo, menu, showAll}`; `paper` and `ink` are what it is about. */
  constructor(paper, ink, actions) {
    this.paper = paper;
    this.ink = ink;
    this.title = make("h1", { text: "Digit Recognizer" });
    this.#tools = TOOLS.map(([tool, name, key]) =>
      iconButton(icon(tool), `${tr(name)} (${key})`, () => this.use(tool), { role: "radio" }),
    );
    const named = (picture, name, action, more = {}) =>
      iconButton(icon(picture), name, action, more);
    this.#undo = named("undo", tr("Undo (Ctrl+Z)"), actions.undo);
    this.#redo = named("redo", tr("Redo (Ctrl+Y)"), actions.redo);
    this.#clear = named("clear", tr("Clear"), actions.clear);
    const split = () => make("span", { class: "split", "aria-hidden": "true" });
    this.element = make(
      "header",
      { class: "bar" },
      this.title,
      make("div", { class: "tools", role: "radiogroup", "aria-label": tr("Tools") }, ...this.#tools),
      split(),
      this.#undo, this.#redo, this.#clear,
      split(),
      named("fit", tr("Show all (0)"), actions.showAll, { class: "icon-button wide-only" }),
      named("camera", tr("Photo"), actions.photo),
      named("more", tr("More"), actions.menu, { "aria-haspopup": "dialog" }),
    );
    ink.listen(() => this.refresh());
    this.use("pen");
    this.refresh();
  }

  #tools;
  #undo;
  #redo;
  #clear;

  /** Write, erase or move from now on. */
  use(tool) {
    this.paper.tool = tool;
    this.paper.element.dataset.tool = tool;
    TOOLS.forEach(([name], i) => {
      this.#tools[i].setAttribute("aria-checked", String(name === tool));
    });
  }

  refresh() {
    this.#undo.disabled = !this.ink.canUndo;
    this.#redo.disabled = !this.ink.canRedo;
    this.#clear.disabled = this.ink.sheet.isEmpty;
  }
}
