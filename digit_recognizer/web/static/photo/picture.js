/** A photo with marks on it, as large as there is room for. */

import { make, makeSvg } from "../common/dom.js";
import { tr } from "../common/texts.js";

export class Picture {
  #marks;

  /** `turned`: by how many quarters it is turned left; `sentSide`: its longer side as it was read; 0: as it is. */
  constructor(image, turned, sentSide) {
    const isLying = turned % 2 === 1;
    const [width, height] = isLying ? [image.height, image.width] : [image.width, image.height];
    const canvas = make("canvas", { width, height, role: "img", "aria-label": tr("The photo") });
    const context = canvas.getContext("2d");
    context.translate(width / 2, height / 2);
    context.rotate((-turned * Math.PI) / 2);
    context.drawImage(image, -image.width / 2, -image.height / 2);
    const scale = sentSide ? sentSide / Math.max(width, height) : 1;
    const viewBox = [0, 0, width * scale, height * scale].join(" ");
    this.#marks = makeSvg("svg", { viewBox, "aria-hidden": "true" });
    this.element = make("div", { class: "picture" }, canvas, this.#marks);
  }

  /** Mark a polygon of `corners`; `onPress`: called when it is pressed. Returns its element. */
  mark(corners, kind, onPress = null) {
    const points = corners.map(([x, y]) => `${x},${y}`).join(" ");
    const mark = makeSvg("polygon", { points, class: `mark ${kind}` });
    if (onPress) mark.addEventListener("click", onPress);
    this.#marks.append(mark);
    return mark;
  }

  /** Mark a box. */
  box([left, top, right, bottom], kind) {
    return this.mark([[left, top], [right, top], [right, bottom], [left, bottom]], kind);
  }
}
