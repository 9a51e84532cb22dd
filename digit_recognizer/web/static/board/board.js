/**
 * The board: paper, tools, panel and socket joined.
 *
 * Contract: the page owns the ink, undo and corrections, and shows them with or without a connection; what
 * is read is the server's.
 */

import { copy } from "../common/clipboard.js";
import { button, make } from "../common/dom.js";
import { icon } from "../common/icons.js";
import { Notices } from "../common/notices.js";
import { boardId, onSystemTheme, setting } from "../common/settings.js";
import { languageInUse, tr } from "../common/texts.js";
import { Keeping } from "../ink/keeping.js";
import { InkDocument, Sheet } from "../ink/sheet.js";
import { View } from "../ink/view.js";
import { Inside } from "../inside/inside.js";
import { Alternatives, DELETION, TAKE_BACK } from "../panel/alternatives.js";
import { ReadingView } from "../panel/reading_view.js";
import { Paper } from "../paper/paper.js";
import { choosePhoto } from "../photo/photo.js";
import { Connection, keyOfAddress } from "../reading/connection.js";
import { ReadingSession } from "../reading/reading_session.js";
import { askName, TaskStrip } from "./joining.js";
import { openMenu } from "./menu.js";
import { ScratchOffer } from "./scratch_offer.js";
import { Toolbar } from "./toolbar.js";

export class Board {
  constructor() {
    this.ink = new InkDocument();
    this.paper = new Paper(this.ink, { penWidth: setting.get("penWidth") });
    this.session = new ReadingSession(this.ink, () => this.paper.isBusy, () => this.#show());
    this.notices = new Notices();
    this.join = null;
    this.model = "";
    this.#name = setting.get("name");
    this.keeping = new Keeping(window.location.pathname, () => {
      this.notices.say(tr("This browser keeps nothing: your ink is gone when the page is closed."));
    });
    this.readingView = new ReadingView({
      choose: (offer) => this.ink.commit(saidBy(offer, this.ink.sheet)),
      confirm: (line) => this.ink.commit(this.ink.sheet.saying(line.confirm)),
      correct: (symbol, chip) => this.#correct(symbol, chip),
      copy: (text) => this.#copy(text),
    });
    this.connection = new Connection(
      () => this.#hello(), (message) => this.#take(message), (state) => this.#connected(state),
    );
    this.session.send = (message) => this.connection.send(message, { isAnswered: true });
    this.inside = new Inside(
      this.readingView.element, (watched) => this.connection.send(watched),
      () => this.ink.sheet.strokes,
    );
    this.tasks = new TaskStrip((to) => this.connection.send({ t: "turn", to }));
    this.toolbar = new Toolbar(this.paper, this.ink, {
      undo: () => this.ink.undo(),
      redo: () => this.ink.redo(),
      clear: () => this.clear(),
      showAll: () => this.paper.showAll(),
      photo: () => choosePhoto((text) => this.notices.say(text)),
      menu: () => openMenu(this),
    });
    this.alternatives = new Alternatives(this.paper.element, () => this.#hold(null));
    this.#layOut();
    this.#listen();
  }

  #name;
  #task = null; // which one is shown
  #sheets = new Map(); // of the tasks that were left
  #palm;
  #known;
  #status;

  /** Begin: with what was kept. */
  async start() {
    const kept = await this.keeping.load();
    if (kept && this.ink.sheet.isEmpty) {
      this.ink.restore(kept.sheet, kept.nextId);
      this.paper.look(new View(kept.view.left, kept.view.top, kept.view.zoom));
    }
    this.paper.useTheme();
    this.#show();
  }

  clear() {
    this.ink.commit(new Sheet());
    this.paper.look(new View());
  }

  keep() {
    return this.keeping.save(this.ink.sheet, this.ink.nextId, this.paper.view);
  }

  onTheme() {
    this.paper.useTheme();
    this.inside.watch();
  }

  #layOut() {
    this.#palm = button(
      tr("Write with fingers, too"), () => this.paper.pointers.letFingersWrite(true),
      { class: "palm", hidden: true }, icon("finger"),
    );
    this.offer = new ScratchOffer(this.paper, (ids) => this.ink.commit(this.ink.sheet.without(ids)));
    this.#known = make("p", { class: "collects", hidden: true });
    this.#status = make("p", { class: "status", hidden: true });
    this.paper.element.append(this.#palm, this.offer.element, this.#status);
    const desk = make("main", { class: "desk" },
      make("div", {}, this.#known, this.tasks.element), this.paper.element);
    document.body.append(
      this.toolbar.element, desk, this.inside.element, this.notices.element,
    );
  }

  #listen() {
    this.ink.listen((former) => this.#changed(former));
    this.paper.listen("view", () => this.#moved());
    this.paper.listen("busy", () => this.#busy());
    this.paper.listen("pen", () => {
      const { hasPen, fingersWrite } = this.paper.pointers;
      this.#palm.hidden = !hasPen || fingersWrite;
    });
    this.paper.onTap = (mark) => this.#tapped(mark);
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("visibilitychange", () => this.keep());
    onSystemTheme(() => this.onTheme());
  }

  #hello() {
    const hello = { key: keyOfAddress(), language: languageInUse(), board: boardId() };
    return this.#name ? { ...hello, name: this.#name } : hello;
  }

  #take(message) {
    const takers = {
      welcome: () => this.#welcome(message),
      reading: () => this.session.take(message),
      again: () => this.session.again(),
      task: () => this.#turnTo(message),
      error: () => this.#failed(message),
    };
    (takers[message.t] ?? (() => this.inside.take(message)))();
  }

  #welcome(welcome) {
    this.join = welcome.join;
    this.model = welcome.model;
    this.alternatives.keys = welcome.symbols;
    const known = [welcome.remark, welcome.collects].filter(Boolean);
    this.#known.textContent = known.join(" ");
    this.#known.hidden = !known.length;
    if (welcome.role === "pupil") this.toolbar.title.textContent = welcome.name;
    this.session.welcome(welcome);
    this.inside.watch();
  }

  /** Show a task. Each has a sheet of its own: turning to another one turns the paper, too. */
  #turnTo(task) {
    const key = task.number === null ? null : `${task.number} ${task.text}`;
    if (this.#task !== null && key !== null && key !== this.#task) {
      this.#sheets.set(this.#task, this.ink.sheet);
      this.ink.commit(this.#sheets.get(key) ?? new Sheet());
    }
    if (key !== this.#task) this.session.again(); // the server wants all of it for another task
    this.#task = key;
    this.tasks.show(task);
  }

  #failed({ code, say, fatal }) {
    if (code === "name") {
      askName(this.#name ? say : "", (name) => {
        this.#name = name;
        this.connection.restart();
      });
    } else if (fatal) this.#tell(say, tr("Connect again"));
    else {
      if (!["reading", "too-hard"].includes(code)) this.session.refused();
      this.notices.say(say);
    }
  }

  #connected(state) {
    document.body.dataset.connection = state;
    if (state === "open") this.#status.hidden = true;
    if (state === "lost") {
      this.#tell(tr("No connection. Go on writing: it is read when the connection is back."));
    }
  }

  /** Say how it stands with the connection, over the paper. */
  #tell(text, again = "") {
    this.#status.replaceChildren(
      text, again ? button(again, () => this.connection.restart(), { class: "quiet" }) : "",
    );
    this.#status.hidden = false;
  }

  #changed(former) {
    this.#tidy(former.strokes);
    this.offer.show([]);
    this.alternatives.close();
    this.keep();
  }

  /** Take away marks that are no longer true of what was read: `strokes`. */
  #tidy(strokes) {
    const now = this.ink.sheet.strokes;
    const newer = now.filter((stroke) => !strokes.includes(stroke));
    this.paper.marks.tidy(new Set(now.map((stroke) => stroke.id)), newer.map((stroke) => stroke.box));
  }

  #busy() {
    this.session.penMoved();
    if (this.paper.isBusy) this.alternatives.close();
  }

  #moved() {
    this.alternatives.close();
    this.offer.show(this.session.reading?.maybe_scratched ?? []);
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.keep(), 400);
  }

  #keepTimer = null;

  #show() {
    const { reading, isJudged } = this.session;
    this.readingView.show(reading, isJudged);
    this.inside.follow(reading);
    this.paper.marks.show(reading?.symbols ?? [], isJudged ? (reading?.results ?? []) : []);
    this.#tidy(this.session.strokesRead);
    if (isJudged) this.notices.read(reading?.title ?? "");
    document.title = reading?.title ? `${reading.title} - Digit Recognizer` : "Digit Recognizer";
    this.offer.show(this.session.reading?.maybe_scratched ?? []);
  }

  #tapped(mark) {
    if (this.alternatives.isOpen) {
      this.alternatives.close();
      return true;
    }
    if (!mark) return false;
    this.#correct(mark, this.paper.element);
    return true;
  }

  #correct(symbol, back) {
    const isCorrected = this.ink.sheet.saidOf(symbol.ids) !== "";
    this.#hold(symbol.ids);
    this.alternatives.open(symbol, this.paper.marks.frame(symbol), isCorrected, (text) => {
      const { sheet } = this.ink;
      if (text === DELETION) this.ink.commit(sheet.without(symbol.ids));
      else if (text === TAKE_BACK) this.ink.commit(sheet.unsaid(symbol.ids));
      else this.ink.commit(sheet.saying([{ ids: symbol.ids, is: text }]));
    }, back);
  }

  #hold(ids) {
    this.paper.marks.hold(ids);
    this.paper.marks.isOpen = ids !== null;
  }

  #remove(ids) {
    this.ink.commit(this.ink.sheet.without(ids.split(",").map(Number)));
  }

  async #copy(text) {
    this.notices.say((await copy(text)) ? tr("Copied: {text}", { text }) : tr("It can't be copied."));
  }

  #key(event) {
    if (event.target.closest("input, textarea, select, dialog, .alternatives")) return;
    const key = event.key.toLowerCase();
    const isCommand = event.ctrlKey || event.metaKey;
    const chip = event.target.closest(".chip");
    const commands = { z: () => (event.shiftKey ? this.ink.redo() : this.ink.undo()), y: () => this.ink.redo() };
    const keys = {
      p: () => this.toolbar.use("pen"), e: () => this.toolbar.use("eraser"),
      h: () => this.toolbar.use("hand"), 0: () => this.paper.showAll(),
      delete: () => (chip ? this.#remove(chip.dataset.ids) : this.clear()),
    };
    const action = isCommand ? commands[key] : event.altKey ? null : keys[key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

/** Return `sheet` read as `offer` has it. */
function saidBy({ known, rows }, sheet) {
  return rows.reduce((said, row) => said.saying([], row), sheet.saying(known));
}
