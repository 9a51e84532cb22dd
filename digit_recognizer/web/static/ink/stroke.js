/**
 * A stroke: what a pen drew between going down and coming up.
 *
 * Contract: immutable once it is finished. Points are `[x, y, ms]` in units of the paper (a CSS pixel at
 * zoom 1), times in milliseconds since the pen went down. `start` is in seconds since 1970.
 */

const MIN_POINT_DISTANCE = 1; // screen pixels: points nearer than that say nothing
const DECIMALS = 10; // a tenth of a unit is kept

export class Stroke {
  #path = null;

  constructor(id, start, points) {
    this.id = id;
    this.start = start;
    this.points = points;
    this.box = boxAround(points);
  }

  /** What is painted of it. */
  get path() {
    this.#path ??= smoothPath(this.points);
    return this.#path;
  }

  /** Return how far (x, y) is from it. */
  distanceTo(x, y) {
    const { points } = this;
    let least = Math.hypot(points[0][0] - x, points[0][1] - y);
    for (let i = 1; i < points.length; i++) {
      least = Math.min(least, distanceToSegment(x, y, points[i - 1], points[i]));
    }
    return least;
  }

  /** Whether the way from `a` to `b`, `reach` thick on either side, touches it. */
  isTouched(a, b, reach) {
    const { box, points } = this;
    const isBeside =
      Math.max(a[0], b[0]) + reach < box.left || Math.min(a[0], b[0]) - reach > box.right;
    const isAbove =
      Math.max(a[1], b[1]) + reach < box.top || Math.min(a[1], b[1]) - reach > box.bottom;
    if (isBeside || isAbove) return false;
    if (points.some((point) => distanceToSegment(point[0], point[1], a, b) <= reach)) return true;
    return points.slice(1).some((point, i) => doCross(points[i], point, a, b));
  }
}

/** A stroke that is still being drawn: takes points as they come, drops those that say nothing. */
export class WetStroke {
  /** `zoom`: screen pixels a unit; `maxPoints`: more than that are thinned out. */
  constructor(timeStamp, zoom, maxPoints) {
    this.points = [];
    this.start = (performance.timeOrigin + timeStamp) / 1000;
    this.#began = timeStamp;
    this.#least = MIN_POINT_DISTANCE / zoom;
    this.#maxPoints = maxPoints;
  }

  #began;
  #least;
  #maxPoints;
  #last = null; // the newest point, kept or not

  /** Take a point; return whether it is kept. */
  add(x, y, timeStamp) {
    const point = [rounded(x), rounded(y), Math.max(0, Math.round(timeStamp - this.#began))];
    const before = this.points.at(-1);
    this.#last = point;
    if (before && Math.hypot(point[0] - before[0], point[1] - before[1]) < this.#least) return false;
    if (this.points.length >= this.#maxPoints) this.#thin();
    this.points.push(point);
    return true;
  }

  /** Return what was drawn as a stroke. */
  finished(id) {
    const end = this.points.at(-1);
    if (end !== this.#last && (end[0] !== this.#last[0] || end[1] !== this.#last[1])) {
      this.points.push(this.#last);
    }
    return new Stroke(id, this.start, this.points);
  }

  #thin() {
    this.#least *= 2;
    this.points = this.points.filter((_, i) => i % 2 === 0);
  }
}

/** Return the box around points; null for none. */
function boxAround(points) {
  if (!points.length) return null;
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y] of points) {
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

/** Return a path through the middles between points, which bend it as they were drawn. */
function smoothPath(points) {
  const path = new Path2D();
  path.moveTo(points[0][0], points[0][1]);
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i];
    path.quadraticCurveTo(x, y, (x + points[i + 1][0]) / 2, (y + points[i + 1][1]) / 2);
  }
  const end = points.at(-1);
  path.lineTo(end[0] + (points.length === 1 ? 0.01 : 0), end[1]); // a dot has a round end, too
  return path;
}

function rounded(value) {
  return Math.round(value * DECIMALS) / DECIMALS;
}

function distanceToSegment(x, y, [ax, ay], [bx, by]) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const along = length ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(ax + along * dx - x, ay + along * dy - y);
}

function doCross(a, b, c, d) {
  const side = (p, q, r) => (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

/** Return the box around strokes; null for none. */
export function inkBox(strokes) {
  return boxAround(strokes.flatMap(({ box }) => [[box.left, box.top], [box.right, box.bottom]]));
}
