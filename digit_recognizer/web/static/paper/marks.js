/**
 * What was read, beside the ink: a box around each symbol, a result behind each line.
 *
 * Contract: paints what the server says; everything lies under the ink and takes no pointer. A line that is
 * solid is sure, a dotted one likely, a dashed one doubtful: colour never says it alone.
 */

import { makeSvg } from "../common/dom.js";

const PAD = 3; // CSS pixels between ink and box
const LABEL_SIZE = 12;
const LABEL_ROOM = 15; // CSS pixels that a label is high
const DIGIT_HEIGHT = 0.72; // of the size of type
const RESULT_SIZES = [17, 64]; // CSS pixels
const WORDS_SIZE = 15;
const EDGE = 12; // CSS pixels between a result and the edge

export class Marks {
  #symbols = [];
  #results = [];
  #place = null;
  #pointed = null;
  #inHand = null;
  #groups = []; // what is painted of each symbol

  constructor() {
    this.element = makeSvg("svg", { class: "marks", "aria-hidden": "true" });
    this.isOpen = false; // whether a tap elsewhere only closes what is open
  }

  get symbols() {
    return this.#symbols;
  }

  /** Show these marks and results, as the server's `reading` has them. */
  show(symbols, results) {
    this.#symbols = symbols;
    this.#results = results;
    this.#pointed = null;
    this.#paint();
  }

  /** Leave out marks of strokes that are gone (`ids` are there) and results that are written on (`boxes`). */
  tidy(ids, boxes) {
    const symbols = this.#symbols.filter((mark) => mark.ids.every((id) => ids.has(id)));
    const results = this.#results.filter((result) => !boxes.some((box) => overlaps(result, box)));
    const isSame = symbols.length === this.#symbols.length;
    if (!isSame || results.length < this.#results.length) this.show(symbols, results);
  }

  place(view, size, penWidth) {
    this.#place = { view, size, penWidth };
    this.#paint();
  }

  /** Have `mark` stand out: it is pointed at. */
  point(mark) {
    if (mark === this.#pointed) return;
    this.#pointed = mark;
    this.#dress();
  }

  /** Have the mark of these strokes stand out; null for none. */
  hold(ids) {
    this.#inHand = ids;
    this.#dress();
  }

  /** Return the smallest mark whose box, `margin` wider, holds (x, y) of the paper; null for none. */
  boxAt(x, y, margin) {
    const size = ([left, top, right, bottom]) => (right - left) * (bottom - top);
    const found = this.#symbols.filter(
      ({ box: [left, top, right, bottom] }) =>
        x >= left - margin && x <= right + margin && y >= top - margin && y <= bottom + margin,
    );
    return found.sort((a, b) => size(a.box) - size(b.box))[0] ?? null;
  }

  /** Return the mark whose label is at (x, y) of the screen; null for none. */
  labelAt(x, y) {
    const isIn = (mark) => {
      const { left, top, bottom } = this.frame(mark);
      const width = Math.max(LABEL_ROOM, 8 * mark.label.length);
      const start = mark.below ? bottom : top - LABEL_ROOM;
      return x >= left - 2 && x <= left + width && y >= start && y <= start + LABEL_ROOM;
    };
    return this.#place ? (this.#symbols.find(isIn) ?? null) : null;
  }

  /** Return the box that is painted around `mark`, in CSS pixels within the paper. */
  frame(mark) {
    const { view, penWidth } = this.#place;
    const pad = (penWidth * view.zoom) / 2 + PAD;
    const [left, top] = view.toScreen(mark.box[0], mark.box[1]);
    const [right, bottom] = view.toScreen(mark.box[2], mark.box[3]);
    return { left: left - pad, top: top - pad, right: right + pad, bottom: bottom + pad };
  }

  #paint() {
    if (!this.#place) return;
    this.#groups = this.#symbols.map((mark) => this.#symbol(mark));
    this.#dress();
    this.element.replaceChildren(...this.#groups, ...this.#results.map((result) => this.#result(result)));
  }

  /** Have marks look as they are: pointed at, in hand, or neither. */
  #dress() {
    for (const [place, group] of this.#groups.entries()) {
      const mark = this.#symbols[place];
      const isHeld = this.#inHand && this.#inHand.join() === mark.ids.join();
      const look = isHeld ? " in-hand" : mark === this.#pointed ? " pointed" : "";
      group.setAttribute("class", `symbol ${mark.certainty}${look}`);
    }
  }

  #symbol(mark) {
    const { left, top, right, bottom } = this.frame(mark);
    return makeSvg(
      "g",
      {},
      makeSvg("rect", { x: left, y: top, width: right - left, height: bottom - top, rx: 5 }),
      makeSvg("text", {
        x: left + 1, y: mark.below ? bottom + LABEL_SIZE : top - 3, text: mark.label,
      }),
    );
  }

  #result(result) {
    const { view, size } = this.#place;
    const [x, y] = view.toScreen(result.x, result.y);
    const [least, most] = RESULT_SIZES;
    const wanted = (result.height * view.zoom) / DIGIT_HEIGHT;
    let height = result.tone === "words" ? WORDS_SIZE : Math.min(most, Math.max(least, wanted));
    const text = makeSvg("text", {
      class: `result ${result.tone}`, x, y: y + (DIGIT_HEIGHT / 2) * height, text: result.text,
      "font-size": height,
    });
    const wide = 0.58 * height * result.text.length; // about: measuring would lay out the page
    const room = size[0] - EDGE - x;
    if (wide > room && room > 0) {
      height = Math.max(least, (height * room) / wide);
      text.setAttribute("font-size", height);
      text.setAttribute("y", y + (DIGIT_HEIGHT / 2) * height);
    }
    return text;
  }
}

function overlaps({ x, y, height, text }, box) {
  const width = 0.6 * height * text.length;
  const beside = x - height / 2 <= box.right && box.left <= x + width;
  return beside && y - height / 2 <= box.bottom && box.top <= y + height / 2;
}
