/**
 * Which part of the paper the screen shows.
 *
 * Contract: immutable. A point of the paper is on the screen at `(x - left) * zoom`.
 */

const MIN_ZOOM = 0.2;
const MAX_ZOOM = 6;
const ROOM = 0.86; // of the screen, for what is shown as a whole

export class View {
  constructor(left = 0, top = 0, zoom = 1) {
    this.left = left;
    this.top = top;
    this.zoom = zoom;
  }

  toPaper(x, y) {
    return [this.left + x / this.zoom, this.top + y / this.zoom];
  }

  toScreen(x, y) {
    return [(x - this.left) * this.zoom, (y - this.top) * this.zoom];
  }

  /** Return it with the paper moved by screen pixels, as by a hand on it. */
  moved(dx, dy) {
    return new View(this.left - dx / this.zoom, this.top - dy / this.zoom, this.zoom);
  }

  /** Return it zoomed by `factor`; what is at (x, y) of the screen stays there. */
  zoomed(factor, x, y) {
    const zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, this.zoom * factor));
    const [px, py] = this.toPaper(x, y);
    return new View(px - x / zoom, py - y / zoom, zoom);
  }

  /** Whether all of `box` is on a screen of this size. */
  shows(box, width, height) {
    const [left, top] = this.toScreen(box.left, box.top);
    const [right, bottom] = this.toScreen(box.right, box.bottom);
    return left >= 0 && top >= 0 && right <= width && bottom <= height;
  }
}

/** Return a view of all of `box`, no larger than it was drawn. */
export function fitted(box, width, height) {
  const wide = Math.max(box.right - box.left, 1);
  const high = Math.max(box.bottom - box.top, 1);
  const wanted = Math.min(1, (ROOM * width) / wide, (ROOM * height) / high);
  const zoom = Math.max(MIN_ZOOM, wanted);
  const middle = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  return new View(middle[0] - width / 2 / zoom, middle[1] - height / 2 / zoom, zoom);
}
