/**
 * What the network for digits sees: the glyph of 28×28, what its layers make of it, ten probabilities.
 *
 * Contract: live; made for a class that looks at a wall. Nothing is computed here.
 */

import { make } from "../common/dom.js";
import { tr } from "../common/texts.js";
import { bar } from "../panel/reading_view.js";
import { bytesOf, levelsPicture } from "./pixels.js";

const GLYPH_SIDE = 28;

export class NetworkView {
  constructor() {
    this.element = make("div", { class: "network stack" });
    this.clear();
  }

  clear() {
    const hint = tr("Write one digit: here you will see what the network sees.");
    this.element.replaceChildren(make("p", { class: "muted", text: hint }));
  }

  take({ glyph, answer, shares, maps }) {
    const picture = levelsPicture(bytesOf(glyph), GLYPH_SIDE, GLYPH_SIDE, tr("The glyph"));
    this.element.replaceChildren(
      make("div", { class: "glyph-and-bars" },
        make("figure", { class: "glyph" }, picture,
          make("figcaption", { text: tr("It sees 28 × 28 pixels") })),
        make("ul", { class: "bars", "aria-label": tr("How likely each digit is") },
          ...shares.map(({ text, confidence }) => bar(text, confidence, text === answer)))),
      ...maps.map((layer) => sheetOfMaps(layer)),
    );
  }
}

function sheetOfMaps({ layer, width, height, levels }) {
  return make("figure", { class: "maps" },
    make("div", { class: "map-sheet" }, ...levels.map((each, i) =>
      levelsPicture(bytesOf(each), width, height, `${layer} ${i + 1}`))),
    make("figcaption", { text: tr("Layer {layer}: {count} maps of {width} × {height}", {
      layer, count: levels.length, width, height,
    }) }));
}
