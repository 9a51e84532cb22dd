/**
 * What was read, as it would be printed: each line typeset with its result, doubt, and other readings.
 *
 * Contract: paints what it is given and computes nothing. What can be done (take another reading, confirm a
 * line, correct a symbol, copy) is handed to `actions`.
 */

import { button, formula, make } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { tr } from "../common/texts.js";
import { isOneDigit } from "../reading/reading_session.js";

const LEAST_SIZE = 15; // CSS pixels of a typeset line

export class ReadingView {
  #width = 0;

  /** `actions`: `{choose(offer), confirm(line), correct(symbol, button), copy(text)}`. */
  constructor(actions) {
    this.actions = actions;
    this.element = make("div", { class: "reading" });
    // It was hidden, or the tablet was turned.
    new ResizeObserver(([{ contentRect }]) => this.#onWidth(contentRect.width)).observe(this.element);
  }

  /** Show `reading`; null: how to begin. `isJudged`: with results. */
  show(reading, isJudged) {
    const focused = this.element.contains(document.activeElement)
      ? document.activeElement.dataset.ids
      : null;
    if (!reading) this.element.replaceChildren(...beginning());
    else if (isOneDigit(reading)) this.element.replaceChildren(...digit(reading));
    else this.element.replaceChildren(...this.#lines(reading, isJudged));
    this.#fit();
    if (focused) this.element.querySelector(`[data-ids="${focused}"]`)?.focus();
  }

  #onWidth(width) {
    if (width === this.#width) return;
    this.#width = width;
    requestAnimationFrame(() => this.#fit());
  }

  #fit() {
    for (const line of this.element.querySelectorAll(".typeset")) fit(line);
  }

  #lines(reading, isJudged) {
    const lines = reading.lines.map((line) => this.#line(line, isJudged));
    const { symbols, copy, words } = reading;
    const isSaid = reading.lines.some((line) => line.doubtful || line.words);
    return [
      ...lines,
      words && !isSaid ? make("p", { class: "muted", text: words }) : "",
      symbols.length ? make("h2", { text: tr("Symbols: tap one that is misread") }) : "",
      make("ul", { class: "chips" }, ...symbols.map((symbol) => this.#chip(symbol))),
      make("div", { class: "row copies" }, ...this.#copies(copy)),
    ];
  }

  #line(line, isJudged) {
    const result = isJudged ? line.result : null;
    const words = isJudged && line.words && !line.doubtful ? make("p", { class: "muted", text: line.words }) : null;
    return make(
      "section",
      { class: `line${line.doubtful ? " doubtful" : ""}` },
      make(
        "p",
        { class: "typeset" },
        formula(line.mathml) ?? line.text,
        result ? make("span", { class: `result ${result.tone}`, text: result.text }) : null,
      ),
      words,
      line.doubtful
        ? make("p", { class: "doubt", text: tr("Doubtful: tap the symbol that is marked") })
        : make("p", { class: "muted share", text: line.share }),
      line.doubtful && line.confirm.length
        ? button(tr("All as read"), () => this.actions.confirm(line), {}, icon("check"))
        : null,
      line.offers.length ? this.#offers(line.offers) : null,
    );
  }

  #offers(offers) {
    const row = (offer) =>
      make(
        "li",
        {},
        make(
          "button",
          { type: "button", class: "offer-row", on: { click: () => this.actions.choose(offer) } },
          formula(offer.mathml) ?? offer.text,
          offer.value ? make("span", { class: "muted", text: `= ${offer.value}` }) : null,
        ),
      );
    return make("div", {}, make("h2", { text: tr("Or perhaps") }), make("ul", {}, ...offers.map(row)));
  }

  #chip(symbol) {
    const { label, certainty, ids, others } = symbol;
    const next = others.slice(0, 3).map((each) => each.shown).join(", ");
    const said = { sure: "", likely: tr("likely"), doubtful: tr("doubtful"), corrected: tr("corrected") };
    const name = [label.replace(/[?✎]/g, ""), said[certainty], next && tr("or {others}", { others: next })];
    const chip = make("button", {
      type: "button", class: `chip ${certainty}`, text: label, data: { ids: ids.join() },
      "aria-label": name.filter(Boolean).join(", "),
    });
    chip.addEventListener("click", () => this.actions.correct(symbol, chip));
    return make("li", {}, chip);
  }

  #copies(copy) {
    const forms = [[tr("Copy"), copy.text], ["LaTeX", copy.latex], ["MathML", copy.mathml]];
    return forms
      .filter(([, text]) => text)
      .map(([name, text], place) =>
        button(name, () => this.actions.copy(text), { class: "quiet" }, place ? null : icon("copy")),
      );
  }
}

/** Set a line as small as its room wants, down to LEAST_SIZE; what is still too long can be scrolled. */
function fit(line) {
  line.style.fontSize = "";
  const size = Number.parseFloat(getComputedStyle(line).fontSize);
  if (!line.clientWidth || line.scrollWidth <= line.clientWidth) return;
  const wanted = Math.floor((size * line.clientWidth) / line.scrollWidth);
  line.style.fontSize = `${Math.max(LEAST_SIZE, wanted)}px`;
}

/** Return what stands there before anything is written. */
function beginning() {
  const tips = [
    tr("Write a digit, a number or a sum."),
    tr("Behind = the result comes by itself."),
    tr("Tap a symbol that is misread."),
    tr("A zigzag over it deletes it."),
  ];
  return [make("ul", { class: "tips" }, ...tips.map((text) => make("li", { text })))];
}

function digit({ reading, words }) {
  const all = [{ text: reading.text, confidence: reading.confidence }, ...reading.alternatives];
  const bars = all
    .filter(({ text }) => /^\d$/.test(text))
    .sort((a, b) => a.text.localeCompare(b.text))
    .map(({ text, confidence }) => bar(text, confidence, text === reading.text));
  return [
    make("p", { class: `digit${reading.doubtful ? " doubtful" : ""}` },
      reading.no_symbol ? "?" : reading.text,
      make("span", { class: "muted", text: percent(reading.confidence) })),
    words ? make("p", { class: "doubt", text: words }) : "",
    make("ul", { class: "bars", "aria-label": tr("How likely each digit is") }, ...bars),
  ];
}

/** Return a row with a bar; `share` in [0, 1]. */
export function bar(text, share, isFirst) {
  const meter = make("meter", { min: 0, max: 1, value: share.toFixed(4), "aria-hidden": "true" });
  return make("li", { class: isFirst ? "first" : "" },
    make("span", { text }), meter, make("span", { class: "share", text: percent(share) }));
}

/** Return a share as a whole percentage, never 100 % unless it is. */
export function percent(share) {
  const whole = Math.round(100 * share);
  return `${share < 1 && whole === 100 ? ">99" : whole} %`;
}

