/**
 * The lattice of a line as a picture: groups as nodes, the ways through them as lines.
 *
 * Contract: the likeliest way goes straight along the top. Another group stands below those whose strokes it
 * shares, so that each column is a place where the ink could be read in several ways.
 */

import { makeSvg } from "../common/dom.js";
import { tr } from "../common/texts.js";
import { percent } from "../panel/reading_view.js";

const COLUMN = 64; // units between nodes
const ROW = 52;
const RADIUS = 20;
const MAX_ROWS = 5;
const LEAST_SYMBOL = 0.02; // a group that is hardly a symbol is left out

/** Return the picture of one line. `rows`: its ways, the best first; `groups`, `links`: all there are. */
export function latticeOf(rows, groups, links) {
  const columns = new Map(rows[0].groups.map((number, column) => [number, column]));
  const strokeColumns = new Map(
    rows[0].groups.flatMap((number, column) => groups[number].ids.map((id) => [id, column])),
  );
  const nodes = new Map();
  const taken = [];
  for (const [number, column] of columns) put(nodes, taken, number, column, true);
  const used = new Set(rows.flatMap((row) => row.groups));
  const others = groups
    .map((group, number) => ({ group, number }))
    .filter(({ group, number }) => !columns.has(number) && (used.has(number) || group.symbol >= LEAST_SYMBOL))
    .filter(({ group }) => group.ids.every((id) => strokeColumns.has(id)))
    .sort((a, b) => used.has(b.number) - used.has(a.number) || b.group.symbol - a.group.symbol);
  for (const { group, number } of others) {
    const places = group.ids.map((id) => strokeColumns.get(id));
    put(nodes, taken, number, places.reduce((sum, place) => sum + place, 0) / places.length, false);
  }
  const ways = links
    .filter(([from, to]) => nodes.has(from) && nodes.has(to))
    .map(([from, to]) => [nodes.get(from), nodes.get(to)])
    .sort(([a, b], [c, d]) => (a.isBest && b.isBest) - (c.isBest && d.isBest));
  const height = ROW * (1 + Math.max(...[...nodes.values()].map((node) => node.row)));
  return makeSvg(
    "svg",
    { viewBox: `0 0 ${COLUMN * columns.size} ${height}`, role: "img", "aria-label": tr("The lattice") },
    ...ways.map(([a, b]) => wayMark(a, b)),
    ...[...nodes].map(([number, node]) => nodeMark(groups[number], node)),
  );
}

/** Give a node the first free row of its column. */
function put(nodes, taken, number, column, isBest) {
  const row = isBest ? 0 : firstFree(taken, column);
  if (row >= MAX_ROWS) return;
  taken.push({ row, column });
  nodes.set(number, { row, isBest, x: (column + 0.5) * COLUMN, y: (row + 0.5) * ROW });
}

function firstFree(taken, column) {
  let row = 1;
  while (taken.some((each) => each.row === row && Math.abs(each.column - column) < 0.7)) row += 1;
  return row;
}

function wayMark(a, b) {
  const isBest = a.isBest && b.isBest && Math.abs(a.x - b.x) <= COLUMN;
  return makeSvg("line", { x1: a.x, y1: a.y, x2: b.x, y2: b.y, class: isBest ? "way best" : "way" });
}

function nodeMark({ best, symbol }, { x, y, isBest }) {
  const text = best[0]?.text === "frac" ? "—" : (best[0]?.text ?? "?");
  return makeSvg("g", { class: isBest ? "node best" : "node" },
    makeSvg("title", { text: `${text} ${percent(symbol)}` }),
    makeSvg("circle", { cx: x, cy: y, r: RADIUS }),
    makeSvg("text", { x, y: y + 0.36 * RADIUS, "font-size": RADIUS, text }));
}
