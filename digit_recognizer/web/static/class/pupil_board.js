/**
 * A pupil's board as the teacher sees it: what is on it, and pictures of that.
 *
 * Contract: takes the server's `board` messages, which hold what changed. A picture shows all of the ink,
 * and is painted at most once a frame.
 */

import { inkBox, Stroke } from "../ink/stroke.js";
import { fitted } from "../ink/view.js";

const PEN_WIDTH = 4; // units of the paper
const LEAST_PEN = 1.4; // CSS pixels
const DIGIT_HEIGHT = 0.72; // of the size of type
const TONES = { right: "--right", wrong: "--wrong", value: "--result", words: "--muted", doubtful: "--doubt" };

export class PupilBoard {
  #strokes = new Map();
  #canvases = new Set();
  #isStale = false;

  constructor() {
    this.name = "";
    this.here = true;
    this.task = null;
    this.solved = [];
    this.text = "";
    this.results = [];
  }

  /** Take what changed. */
  take(change) {
    for (const name of ["name", "here", "task", "solved", "text", "results"]) {
      if (name in change) this[name] = change[name];
    }
    if (change.all) this.#strokes.clear();
    for (const id of change.del ?? []) this.#strokes.delete(id);
    for (const { id, start, p } of change.add ?? []) this.#strokes.set(id, new Stroke(id, start, p));
    this.repaint();
  }

  /** Paint onto `canvas` from now on, until it is gone from the page. */
  showOn(canvas) {
    this.#canvases.add(canvas);
    new ResizeObserver(() => this.#paint(canvas)).observe(canvas);
    this.repaint();
  }

  repaint() {
    if (this.#isStale) return;
    this.#isStale = true;
    requestAnimationFrame(() => {
      this.#isStale = false;
      for (const canvas of this.#canvases) {
        if (canvas.isConnected) this.#paint(canvas);
        else this.#canvases.delete(canvas);
      }
    });
  }

  #paint(canvas) {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const strokes = [...this.#strokes.values()];
    if (!strokes.length) return;
    const box = inkBox(strokes);
    for (const { x, height: high, text } of this.results) {
      box.right = Math.max(box.right, x + 0.6 * high * text.length);
    }
    const { left, top, zoom } = fitted(box, width, height);
    const context = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    context.setTransform(zoom * ratio, 0, 0, zoom * ratio, -left * zoom * ratio, -top * zoom * ratio);
    context.strokeStyle = style.getPropertyValue("--ink");
    context.lineWidth = Math.max(PEN_WIDTH, LEAST_PEN / zoom);
    context.lineCap = context.lineJoin = "round";
    for (const stroke of strokes) context.stroke(stroke.path);
    for (const { x, y, height: high, text, tone } of this.results) {
      context.fillStyle = style.getPropertyValue(TONES[tone]);
      context.font = `${high / DIGIT_HEIGHT}px ${style.getPropertyValue("--math")}`;
      context.fillText(text, x, y + high / 2);
    }
  }
}
