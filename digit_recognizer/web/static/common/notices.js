/**
 * What the page says: a line for those who listen, and a short notice for those who see.
 *
 * Contract: what is read goes to a polite live region once it has settled; a notice goes away by itself.
 */

import { make } from "./dom.js";

const SHOWN = 5000; // milliseconds

export class Notices {
  #timer = null;

  constructor() {
    this.live = make("div", { class: "off-screen", role: "status", "aria-live": "polite" });
    this.notice = make("div", { class: "notice", role: "alert", hidden: true });
    this.element = make("div", {}, this.live, this.notice);
  }

  /** Say `text` to those who listen, unless it was said last. */
  read(text) {
    if (this.live.textContent !== text) this.live.textContent = text;
  }

  /** Show and say a sentence. */
  say(sentence) {
    clearTimeout(this.#timer);
    this.notice.textContent = sentence;
    this.notice.hidden = false;
    this.#timer = setTimeout(() => (this.notice.hidden = true), SHOWN);
  }
}
