/**
 * The panel beside the paper and what it can show: the reading, and how the machine comes to it.
 *
 * Contract: tells the server what is looked at, so that nothing is computed that nobody sees. Each view is
 * live: it follows the ink.
 */

import { button, make } from "../common/dom.js";
import { tr, trLater } from "../common/texts.js";
import { isOneDigit } from "../reading/reading_session.js";
import { NetworkView } from "./network_view.js";
import { StepsView } from "./steps_view.js";
import { WhyView } from "./why_view.js";

const TABS = [
  ["reading", trLater("Reading")], ["why", trLater("Why?")],
  ["network", trLater("Network")], ["steps", trLater("Steps")],
];
const TILE_SIDE = 112; // CSS pixels

export class Inside {
  /** `reading`: the element with the reading; `send(message)`; `strokes()`: those that were read. */
  constructor(reading, send, strokes) {
    this.shown = "reading";
    this.#send = send;
    this.#views = {
      reading: { element: reading },
      why: new WhyView(),
      network: new NetworkView(),
      steps: new StepsView(strokes),
    };
    this.#tabs = TABS.map(([name, text]) =>
      button(tr(text), () => this.show(name), {
        role: "tab", id: `tab-${name}`, "aria-controls": "view", "aria-selected": "false",
      }),
    );
    const tabs = make("div", { class: "choices tabs", role: "tablist", "aria-label": tr("Look at") },
      ...this.#tabs);
    tabs.addEventListener("keydown", (event) => this.#key(event));
    this.#room = make("div", { class: "view", role: "tabpanel", id: "view", tabindex: "0" });
    this.element = make("aside", { class: "panel", "aria-label": tr("What is read") }, tabs, this.#room);
    this.show(new URLSearchParams(window.location.hash.slice(1)).get("view") ?? "reading");
  }

  #send;
  #views;
  #tabs;
  #room;

  /** Show "reading", "why", "network" or "steps". */
  show(name) {
    this.shown = name in this.#views ? name : "reading";
    TABS.forEach(([each], i) => {
      const isShown = each === this.shown;
      this.#tabs[i].setAttribute("aria-selected", String(isShown));
      this.#tabs[i].tabIndex = isShown ? 0 : -1;
    });
    this.#room.setAttribute("aria-labelledby", `tab-${this.shown}`);
    this.#room.replaceChildren(this.#views[this.shown].element);
    document.body.dataset.inside = this.shown;
    this.watch();
  }

  /** Ask the server for what is shown. */
  watch() {
    const what = this.shown === "reading" ? [] : [this.shown];
    const scheme = getComputedStyle(document.documentElement).colorScheme;
    const side = Math.min(240, Math.round(TILE_SIDE * (window.devicePixelRatio || 1)));
    this.#send({ t: "watch", what, dark: scheme === "dark", side });
  }

  /** Take what the server says of it. */
  take(message) {
    this.#views[message.t]?.take?.(message);
  }

  /** A reading is shown: what says nothing of it shows nothing any more. */
  follow(reading) {
    const isDigit = isOneDigit(reading);
    if (!reading) this.#views.why.clear();
    if (!reading || !isDigit) this.#views.network.clear();
    if (!reading || isDigit) this.#views.steps.clear();
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const place = TABS.findIndex(([name]) => name === this.shown);
    const next = (place + step + TABS.length) % TABS.length;
    this.show(TABS[next][0]);
    this.#tabs[next].focus();
    event.preventDefault();
  }
}
