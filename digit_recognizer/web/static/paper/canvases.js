/**
 * Two canvases, one above the other: dry ink, and the strokes that are being drawn.
 *
 * Contract: a line follows the pen by painting its newest piece only, in the event itself. The backing
 * store has the screen's own pixels at any pixel ratio. A new size or ratio paints the ink anew from its
 * strokes: nothing on the canvas is the only copy.
 */

export class Canvases {
  #wet = new Map(); // by pointer: {stroke, painted}
  #strokes = [];
  #ratio = 1;
  #isStale = false;

  /** `onResize(width, height)`: told in CSS pixels before the ink is painted anew. */
  constructor(dry, wet, onResize) {
    this.dry = dry.getContext("2d");
    this.wet = wet.getContext("2d");
    this.width = this.height = 0;
    this.pen = { width: 4, colour: "#000" };
    this.view = null;
    this.#onResize = onResize;
    new ResizeObserver(() => this.#measure()).observe(dry);
    this.#watchRatio();
  }

  #onResize;

  /** Show these strokes through `view`; the newest alone is painted where only it is new. */
  show(strokes, view) {
    const before = this.#strokes;
    const isOneMore =
      view === this.view && !this.#isStale && strokes.length === before.length + 1 &&
      before.every((stroke, i) => stroke === strokes[i]);
    this.#strokes = strokes;
    this.view = view;
    if (isOneMore) this.#paintOn(this.dry, [strokes.at(-1).path]);
    else this.stale();
  }

  /** Paint everything anew, at the next frame. */
  stale() {
    if (this.#isStale) return;
    this.#isStale = true;
    requestAnimationFrame(() => this.#paintAll());
  }

  /** Show a stroke that is being drawn, from now on. */
  begin(id, stroke) {
    if (window.devicePixelRatio !== this.#ratio) this.#measure(); // not every browser tells
    this.#wet.set(id, { stroke, painted: 0 });
    this.extend(id);
  }

  /** Paint what came to a stroke that is being drawn. */
  extend(id) {
    const drawn = this.#wet.get(id);
    if (!drawn) return;
    const { points } = drawn.stroke;
    if (points.length < drawn.painted) drawn.painted = 0; // it was thinned out
    const path = new Path2D();
    const start = Math.max(0, drawn.painted - 2);
    const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const from = start === 0 ? points[0] : middle(points[start], points[start + 1] ?? points[start]);
    path.moveTo(from[0], from[1]);
    for (let i = start + 1; i < points.length - 1; i++) {
      path.quadraticCurveTo(...points[i].slice(0, 2), ...middle(points[i], points[i + 1]));
    }
    const end = points.at(-1);
    path.lineTo(end[0] + (points.length === 1 ? 0.01 : 0), end[1]);
    drawn.painted = points.length;
    this.#paintOn(this.wet, [path]);
  }

  /** A stroke is no longer being drawn. */
  end(id) {
    if (!this.#wet.delete(id)) return;
    this.#paintWet();
  }

  #paintAll() {
    this.#isStale = false;
    if (!this.view) return;
    this.#clear(this.dry);
    this.#paintOn(this.dry, this.#strokes.map((stroke) => stroke.path));
    if (this.#wet.size) this.#paintWet();
  }

  #paintWet() {
    this.#clear(this.wet);
    for (const [id, drawn] of this.#wet) {
      drawn.painted = 0;
      this.extend(id);
    }
  }

  #paintOn(context, paths) {
    const { left, top, zoom } = this.view;
    const scale = this.#ratio * zoom;
    context.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
    context.lineWidth = this.pen.width;
    context.strokeStyle = this.pen.colour;
    context.lineCap = context.lineJoin = "round";
    for (const path of paths) context.stroke(path);
  }

  #clear(context) {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  }

  #measure() {
    const { clientWidth, clientHeight } = this.dry.canvas;
    if (!clientWidth || !clientHeight) return;
    this.#ratio = window.devicePixelRatio || 1;
    for (const { canvas } of [this.dry, this.wet]) {
      canvas.width = Math.round(clientWidth * this.#ratio);
      canvas.height = Math.round(clientHeight * this.#ratio);
    }
    const former = [this.width, this.height];
    [this.width, this.height] = [clientWidth, clientHeight];
    this.#onResize(...former);
    this.#paintAll(); // at once: a cleared canvas must not be seen
  }

  /** A window that goes to another screen keeps its size and gets another ratio. */
  #watchRatio() {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const changed = () => {
      this.#measure();
      this.#watchRatio();
    };
    query.addEventListener("change", changed, { once: true });
  }
}
