/** One board of the class, small: its ink, whose it is, how far it is, what is read. */

import { make } from "../common/dom.js";
import { tr } from "../common/texts.js";

export class Tile {
  #name = make("strong", { class: "name" });
  #progress = make("span", { class: "muted progress" });
  #text = make("span", { class: "text" });
  #meter = make("meter", { min: 0, max: 1, "aria-hidden": "true" });

  /** `board`: a PupilBoard; `open()`: it was pressed. */
  constructor(board, open) {
    this.board = board;
    const canvas = make("canvas", { "aria-hidden": "true" });
    this.element = make("button", { type: "button", class: "tile", on: { click: open } },
      canvas, make("span", { class: "foot" }, this.#name, this.#progress), this.#text, this.#meter);
    board.showOn(canvas);
  }

  /** Show how it stands; `count`: of tasks. */
  refresh(count) {
    const { name, here, task, solved, text, results } = this.board;
    const isRight = results.some((result) => result.tone === "right");
    const isDone = count > 0 && solved.length >= count;
    this.#name.textContent = name;
    this.#progress.textContent = !here
      ? tr("away")
      : count ? tr("{solved} of {count}", { solved: solved.length, count }) : "";
    this.#text.textContent = text || " ";
    this.#meter.value = count ? solved.length / count : 0;
    this.#meter.hidden = !count;
    this.element.classList.toggle("away", !here);
    this.element.classList.toggle("right", isRight || (task !== null && solved.includes(task)));
    this.element.classList.toggle("done", isDone);
    const said = [name, this.#progress.textContent, text].filter(Boolean);
    this.element.setAttribute("aria-label", said.join(", "));
  }
}
