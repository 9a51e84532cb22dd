/**
 * The paper: ink on it, what was read beside it, and what pointers do on it.
 *
 * Contract: what changes the ink goes through the `InkDocument`; the paper only shows it. The view is the
 * paper's own, and no step of undo.
 * Not here: what was read (`marks` paints it), what a tap on a symbol does (`onTap`).
 */

import { make } from "../common/dom.js";
import { tr } from "../common/texts.js";
import { inkBox, WetStroke } from "../ink/stroke.js";
import { fitted, View } from "../ink/view.js";
import { Canvases } from "./canvases.js";
import { Marks } from "./marks.js";
import { ERASER_REACH, TAP_REACH } from "./parameters.js";
import { Pointers } from "./pointers.js";

const KEY_STEP = 60; // CSS pixels that an arrow key moves the paper
const KEY_ZOOM = 1.2;
const GRID = 32; // units between the dots of the paper
const MAX_POINTS = 2000; // a stroke: the server's limit

export class Paper {
  #wet = new Map();
  #erased = null; // the sheet without what the eraser has touched so far
  #listeners = { view: [], pen: [], busy: [] };

  constructor(document, { penWidth }) {
    this.document = document;
    this.tool = "pen";
    this.view = new View();
    this.onTap = () => false; // (mark) => whether it did something
    const dry = make("canvas", { class: "dry" });
    const wet = make("canvas", { class: "wet" });
    this.marks = new Marks();
    this.element = make(
      "div",
      { class: "paper", tabindex: "0", role: "application", "aria-label": tr("Paper") },
      this.marks.element, dry, wet,
    );
    this.canvases = new Canvases(dry, wet, (...former) => this.#resized(...former));
    this.canvases.pen.width = penWidth;
    this.pointers = new Pointers(this.element, this);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    document.listen(() => this.refresh());
  }

  /** Call `listener` when the "view", the "pen" (whether fingers write), or "busy" changes. */
  listen(what, listener) {
    this.#listeners[what].push(listener);
  }

  get penWidth() {
    return this.canvases.pen.width;
  }

  set penWidth(width) {
    this.canvases.pen.width = width;
    this.canvases.stale();
  }

  get isBusy() {
    return this.pointers.isBusy;
  }

  get size() {
    return [this.canvases.width, this.canvases.height];
  }

  /** Paint with the colours of the theme in use. */
  useTheme() {
    this.canvases.pen.colour = getComputedStyle(this.element).getPropertyValue("--ink").trim();
    this.canvases.stale();
  }

  /** Show the ink as it is now. */
  refresh() {
    this.canvases.show((this.#erased ?? this.document.sheet).strokes, this.view);
  }

  look(view) {
    this.view = view;
    const { style } = this.element;
    style.setProperty("--grid", `${GRID * view.zoom}px`);
    style.setProperty("--grid-x", `${-view.left * view.zoom}px`);
    style.setProperty("--grid-y", `${-view.top * view.zoom}px`);
    this.refresh();
    this.marks.place(view, this.size, this.penWidth);
    this.#tell("view");
  }

  /** Show all of the ink; an empty paper from its beginning. */
  showAll() {
    const box = inkBox(this.document.sheet.strokes);
    this.look(box ? fitted(box, ...this.size) : new View());
  }

  /** Zoom about the middle. */
  zoom(factor) {
    const [width, height] = this.size;
    this.look(this.view.zoomed(factor, width / 2, height / 2));
  }

  // What pointers ask for: places are CSS pixels within the paper.

  begin(id, x, y, time, isShown) {
    const stroke = new WetStroke(time, this.view.zoom, MAX_POINTS);
    stroke.add(...this.view.toPaper(x, y), time);
    this.#wet.set(id, stroke);
    if (isShown) this.show(id);
    this.#tell("busy");
  }

  show(id) {
    this.canvases.begin(id, this.#wet.get(id));
  }

  extend(id, x, y, time) {
    if (this.#wet.get(id)?.add(...this.view.toPaper(x, y), time)) this.canvases.extend(id);
  }

  end(id) {
    const stroke = this.#wet.get(id);
    this.#wet.delete(id);
    if (stroke) this.document.add(stroke);
    this.canvases.end(id);
    this.#tell("busy");
  }

  discard(id) {
    this.#wet.delete(id);
    this.canvases.end(id);
    this.#tell("busy");
  }

  erase(fromX, fromY, x, y) {
    const sheet = this.#erased ?? this.document.sheet;
    const reach = ERASER_REACH / this.view.zoom + this.penWidth / 2;
    const ends = [this.view.toPaper(fromX, fromY), this.view.toPaper(x, y)];
    const touched = sheet.strokes.filter((stroke) => stroke.isTouched(...ends, reach));
    this.#erased = sheet.without(touched.map((stroke) => stroke.id));
    if (touched.length) this.refresh();
  }

  endErasing() {
    const erased = this.#erased;
    this.#erased = null;
    if (erased) this.document.commit(erased);
    this.#tell("busy");
  }

  pan(dx, dy) {
    this.look(this.view.moved(dx, dy));
  }

  pinch(factor, x, y) {
    this.look(this.view.zoomed(factor, x, y));
  }

  mayTap(x, y) {
    return this.marks.isOpen || this.#markAt(x, y) !== null;
  }

  tapped(x, y, isLong) {
    const mark = this.#markAt(x, y);
    const isOn = mark && (isLong || this.marks.labelAt(x, y) === mark || this.#isOnInk(mark, x, y));
    return this.onTap(isOn ? mark : null);
  }

  hovered(place) {
    this.marks.point(place ? this.#markAt(...place) : null);
  }

  penSeen() {
    this.#tell("pen");
  }

  #markAt(x, y) {
    const label = this.marks.labelAt(x, y);
    return label ?? this.marks.boxAt(...this.view.toPaper(x, y), this.penWidth / 2);
  }

  #isOnInk(mark, x, y) {
    const place = this.view.toPaper(x, y);
    const near = Math.max(this.penWidth / 2, TAP_REACH / this.view.zoom);
    const strokes = this.document.sheet.strokes.filter((each) => mark.ids.includes(each.id));
    return strokes.some((stroke) => stroke.distanceTo(...place) <= near);
  }

  /** After a turn of the screen, ink that was all to be seen is so again. */
  #resized(width, height) {
    const box = inkBox(this.document.sheet.strokes);
    const [wide, high] = this.size;
    const wasSeen = width && box && this.view.shows(box, width, height);
    if (wasSeen && !this.view.shows(box, wide, high)) this.look(fitted(box, wide, high));
    else this.look(this.view);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = {
      ArrowLeft: [KEY_STEP, 0], ArrowRight: [-KEY_STEP, 0],
      ArrowUp: [0, KEY_STEP], ArrowDown: [0, -KEY_STEP],
    };
    if (event.target !== this.element) return;
    if (event.key in moves) this.pan(...moves[event.key]);
    else if (event.key === "+") this.zoom(KEY_ZOOM);
    else if (event.key === "-") this.zoom(1 / KEY_ZOOM);
    else return;
    event.preventDefault();
  }

  #tell(what) {
    for (const listener of this.#listeners[what]) listener();
  }
}
