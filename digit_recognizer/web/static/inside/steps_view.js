/**
 * How a machine reads a line: its strokes, the groups that may be symbols, the ways through them, the line.
 *
 * Contract: each step is a picture of the same ink, in the same places. Live; nothing is computed here.
 */

import { formula, make, makeSvg } from "../common/dom.js";
import { tr } from "../common/texts.js";
import { percent } from "../panel/reading_view.js";
import { latticeOf } from "./lattice.js";

const HUES = 8; // classes of colour for strokes, in inside.css
const PAD = 14; // units around the ink
const SHOWN_GROUPS = 24;
const LEAST_GROUP = 0.02;

export class StepsView {
  /** `strokes()`: those that were read. */
  constructor(strokes) {
    this.strokes = strokes;
    this.element = make("div", { class: "steps stack" });
    this.clear();
  }

  clear() {
    const hint = tr("Write a number or a sum: here you will see how it is read, step by step.");
    this.element.replaceChildren(make("p", { class: "muted", text: hint }));
  }

  take({ groups, links, rows }) {
    const strokes = this.strokes();
    if (!strokes.length || !groups.length) {
      this.clear();
      return;
    }
    const likeliest = rows.filter((row, i) => rows.findIndex((each) => each.line === row.line) === i);
    const best = new Set(likeliest.flatMap((row) => row.groups));
    const shown = groups
      .map((group, number) => ({ ...group, number, isBest: best.has(number) }))
      .filter((group) => group.isBest || group.symbol >= LEAST_GROUP)
      .sort((a, b) => b.isBest - a.isBest || b.symbol - a.symbol)
      .slice(0, SHOWN_GROUPS + best.size);
    const view = frameOf(strokes);
    this.element.replaceChildren(
      step(1, tr("Strokes"), trStrokes(strokes.length), inkPicture(view, strokes, true)),
      step(2, tr("Groups"), tr("Which strokes may be one symbol: {count} groups", { count: groups.length }),
        inkPicture(view, strokes, false, boxes(shown))),
      step(3, tr("Lattice"), tr("Every way through the groups is a way to read it; the likeliest is marked"),
        make("div", { class: "lattices" }, ...likeliest.map((best) =>
          latticeOf(rows.filter((row) => row.line === best.line), groups, links)))),
      step(4, tr("Line"), tr("The likeliest ways, and how sure each of them is"),
        make("ul", { class: "ways" }, ...rows.map((row) => rowOf(row, likeliest.includes(row))))),
    );
  }
}

function rowOf({ mathml, text, share }, isBest) {
  return make("li", { class: isBest ? "best" : "" },
    formula(mathml) ?? make("span", { text }), make("span", { class: "share", text: percent(share) }));
}

function step(number, title, words, picture) {
  return make("section", { class: "step" },
    make("h2", {}, make("span", { class: "number", text: number }), title), picture,
    make("p", { class: "muted", text: words }));
}

function trStrokes(count) {
  return tr("{count} strokes, in the order of writing", { count });
}

function frameOf(strokes) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { box: each } of strokes) {
    box.left = Math.min(box.left, each.left - PAD);
    box.top = Math.min(box.top, each.top - PAD);
    box.right = Math.max(box.right, each.right + PAD);
    box.bottom = Math.max(box.bottom, each.bottom + PAD);
  }
  return box;
}

function picture({ left, top, right, bottom }, name, ...parts) {
  const viewBox = [left, top, right - left, bottom - top].join(" ");
  return makeSvg("svg", { viewBox, role: "img", "aria-label": name }, ...parts);
}

function inkPicture(view, strokes, isColoured, boxes = []) {
  const lines = strokes.map(({ points }, i) =>
    makeSvg("polyline", {
      points: points.map(([x, y]) => `${x},${y}`).join(" "),
      class: isColoured ? `ink hue-${i % HUES}` : "ink",
    }));
  return picture(view, tr("The ink"), ...boxes, ...lines);
}

function boxes(groups) {
  return groups.map(({ box: [left, top, right, bottom], isBest, symbol }) =>
    makeSvg("rect", {
      x: left - 4, y: top - 4, width: right - left + 8, height: bottom - top + 8, rx: 6,
      class: isBest ? "group best" : "group", opacity: isBest ? 1 : Math.max(0.25, symbol),
    }));
}
