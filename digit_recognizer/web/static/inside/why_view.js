/** Why the ink is read so: a few sentences, and pictures with titles. */

import { make } from "../common/dom.js";
import { tr } from "../common/texts.js";

export class WhyView {
  constructor() {
    this.element = make("div", { class: "stack why" });
    this.clear();
  }

  clear() {
    const hint = tr("Write something: here you will see why it is read so.");
    this.element.replaceChildren(make("p", { class: "muted", text: hint }));
  }

  take({ sentences, cards }) {
    this.element.replaceChildren(
      ...sentences.map((text) => make("p", { text })),
      make("div", { class: "cards" }, ...cards.map(({ title, png }) =>
        make("figure", {}, make("img", { src: png, alt: title }), make("figcaption", { text: title })))),
    );
  }
}
