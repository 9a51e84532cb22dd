/**
 * The pop-up with what a symbol may be instead.
 *
 * Contract: the symbol's likeliest readings first and large, then every symbol, then "No symbol", "Delete",
 * and, where it was corrected, "Take back". A tap or a key chooses; Escape or a press elsewhere closes it.
 * Beside what it is about where there is room. It changes nothing itself: `choose` is told.
 */

import { button, make } from "../common/dom.js";
import { tr } from "../common/texts.js";
import { percent } from "./reading_view.js";

const GAP = 10; // CSS pixels between it and the symbol
const LIKELY = 5; // cells, at most
const LEAST_SHOWN = 0.005;
const NO_SYMBOL = "∅";
export const DELETION = "delete";
export const TAKE_BACK = "take back";

export class Alternatives {
  #choose = null;
  #back = null; // where the focus goes back to

  /** `keys`: `[{text, shown, typed}]`, every symbol; `onClose()`. */
  constructor(host, onClose) {
    this.keys = [];
    this.host = host;
    this.#onClose = onClose;
    this.element = make("div", {
      class: "alternatives", role: "dialog", "aria-label": tr("What is it?"), hidden: true,
    });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    host.append(this.element);
  }

  #onClose;

  get isOpen() {
    return !this.element.hidden;
  }

  /**
   * Offer what `symbol` may be. `frame`: where it is on the screen. `isCorrected`: whether that can be taken
   * back. `choose(text)`: told a symbol, NO_SYMBOL, DELETION or TAKE_BACK.
   */
  open(symbol, frame, isCorrected, choose, back) {
    this.#choose = choose;
    this.#back = back;
    const read = { text: symbol.text, shown: symbol.label.replace(/[?✎]/g, ""), confidence: null };
    const others = symbol.others.filter((each) => each.text !== symbol.text);
    const likely = [read, ...others].slice(0, LIKELY);
    const actions = [[tr("No symbol"), NO_SYMBOL], [tr("Delete"), DELETION]];
    if (isCorrected) actions.push([tr("Take back"), TAKE_BACK]);
    this.element.replaceChildren(
      make("div", { class: "likely" }, ...likely.map((each, i) => this.#large(each, i === 0))),
      make("div", { class: "keypad" }, ...this.keys.filter((each) => each.text !== NO_SYMBOL).map(({ text, shown }) =>
        button(shown, () => this.#take(text), { class: shown.length > 1 ? "word" : "" }))),
      make("div", { class: "row" }, ...actions.map(([name, text]) =>
        button(name, () => this.#take(text), { class: "quiet" }))),
    );
    this.element.hidden = false;
    this.#place(frame);
    this.element.querySelector("button").focus({ preventScroll: true });
  }

  close() {
    if (!this.isOpen) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidden = true;
    if (hadFocus) this.#back?.focus({ preventScroll: true });
    this.#onClose();
  }

  #large({ text, shown, confidence }, isRead) {
    const share = confidence >= LEAST_SHOWN ? percent(confidence) : "";
    const detail = isRead ? tr("as read") : share;
    return button("", () => this.#take(text), { class: isRead ? "is-read" : "" },
      make("span", {}, make("strong", { text: shown }), make("small", { text: detail })));
  }

  #take(text) {
    const choose = this.#choose;
    this.close();
    choose(text);
  }

  #key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
      return;
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      const all = [...this.element.querySelectorAll("button")];
      const place = all.indexOf(document.activeElement);
      all.at((place + step) % all.length).focus();
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
    const typed = this.keys.find((each) => each.typed.includes(event.key));
    if (typed) {
      event.preventDefault();
      this.#take(typed.text);
    }
  }

  #place(frame) {
    const { style } = this.element;
    style.left = style.top = "0";
    const room = this.host.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const middle = (frame.left + frame.right - width) / 2;
    const left = Math.min(Math.max(8, middle), Math.max(8, room.width - width - 8));
    const below = frame.bottom + GAP;
    const above = frame.top - 2 * GAP - height;
    const top = below + height <= room.height ? below : above >= 0 ? above : room.height - height - 8;
    style.left = `${left}px`;
    style.top = `${Math.max(8, top)}px`;
  }
}
