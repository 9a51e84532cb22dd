/** A button beside what may be a zigzag: "Scratch out?". It is there where the server is not sure of it. */

import { button } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { tr } from "../common/texts.js";
import { inkBox } from "../ink/stroke.js";

const ROOM = [180, 52]; // CSS pixels that it takes, about
const EDGE = 8;

export class ScratchOffer {
  #ids = [];

  /** `remove(ids)`: told when it is pressed. */
  constructor(paper, remove) {
    this.paper = paper;
    this.element = button(
      tr("Scratch out?"), () => remove(this.#ids), { class: "offer", hidden: true }, icon("clear"),
    );
  }

  /** Offer to remove the strokes of these ids; none, or some that are gone: offer nothing. */
  show(ids) {
    this.#ids = ids;
    const strokes = this.paper.document.sheet.strokes.filter((stroke) => ids.includes(stroke.id));
    this.element.hidden = !ids.length || strokes.length < ids.length;
    if (this.element.hidden) return;
    const box = inkBox(strokes);
    const [x, y] = this.paper.view.toScreen(box.right, box.bottom);
    const place = (value, size, room) => `${Math.max(EDGE, Math.min(value, size - room))}px`;
    this.element.style.left = place(x, this.paper.size[0], ROOM[0]);
    this.element.style.top = place(y + EDGE, this.paper.size[1], ROOM[1]);
  }
}
