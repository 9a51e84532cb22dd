/** Pictures of levels: small grey ones, drawn large and sharp. */

import { make } from "../common/dom.js";

/** Return the bytes in a base64 text. */
export function bytesOf(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Return a canvas of `levels`, 0 to 255, row by row, in colours from `--paper` to `--ink`. */
export function levelsPicture(levels, width, height, name) {
  const canvas = make("canvas", { width, height, class: "pixels", role: "img", "aria-label": name });
  paintLevels(canvas, levels);
  return canvas;
}

/** Paint `levels` onto a canvas of their size. */
function paintLevels(canvas, levels) {
  const style = getComputedStyle(document.documentElement);
  const [paper, ink] = ["--paper", "--ink"].map((name) => rgb(style.getPropertyValue(name)));
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  for (let i = 0; i < levels.length; i++) {
    const share = levels[i] / 255;
    for (let c = 0; c < 3; c++) picture.data[4 * i + c] = paper[c] + share * (ink[c] - paper[c]);
    picture.data[4 * i + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
}

function rgb(colour) {
  const value = Number.parseInt(colour.trim().slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
