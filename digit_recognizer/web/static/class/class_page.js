/**
 * The teacher's page: all boards of the class live, one large on request, tasks, progress, results.
 *
 * Contract: shows what the server says. After the server was started anew the page gives it the tasks and
 * what was solved again: nothing of a lesson is lost.
 */

import { button, iconButton, make } from "../common/dom.js";
import { save } from "../common/download.js";
import { icon } from "../common/icons.js";
import { Notices } from "../common/notices.js";
import { onSystemTheme, setting, showTheme } from "../common/settings.js";
import { openSheet } from "../common/sheets.js";
import { languageInUse, tr, trCount } from "../common/texts.js";
import { Connection, fetched, keyOfAddress } from "../reading/connection.js";
import { PupilBoard } from "./pupil_board.js";
import { openTasks } from "./tasks_sheet.js";
import { Tile } from "./tile.js";

export class ClassPage {
  #tiles = new Map(); // by board
  #tasks = [];
  #join = null;
  #count = make("p", { class: "muted", role: "status" });
  #task = make("p", { class: "muted" });
  #grid = make("ul", { class: "grid" });
  #empty = make("section", { class: "welcome" });
  #status = make("p", { class: "status", role: "status", hidden: true });
  #known = make("p", { class: "known", hidden: true });

  constructor() {
    this.notices = new Notices();
    this.connection = new Connection(
      () => ({ key: keyOfAddress(), language: languageInUse() }),
      (message) => this.#take(message), (state) => this.#connected(state),
    );
    document.body.append(
      make("header", { class: "bar" },
        make("h1", { text: tr("Class") }), this.#count, this.#task,
        make("div", { class: "row tools" },
          button(tr("Tasks"), () => this.#openTasks(), { class: "primary" }, icon("list")),
          button(tr("Results"), () => this.#results(), {}, icon("download")),
          button(tr("Join"), () => this.#openJoin(), {}, icon("share")),
          iconButton(icon("contrast"), tr("Light or dark"), () => this.#turnTheme()))),
      make("main", {}, this.#status, this.#known, this.#empty, this.#grid),
      this.notices.element,
    );
    onSystemTheme(() => this.#repaint());
    this.#refresh();
  }

  #take(message) {
    const takers = {
      welcome: () => this.#welcome(message),
      class: () => this.#takeClass(message),
      board: () => this.#takeBoard(message),
      error: () => this.#failed(message),
    };
    takers[message.t]?.();
    this.#refresh();
  }

  #welcome({ join, role, remark }) {
    this.#join = join;
    this.#known.textContent = remark;
    this.#known.hidden = !remark;
    if (role !== "teacher") this.#tell(tr("This address is for pupils: take the one for teachers."));
  }

  #takeClass({ tasks, boards }) {
    const isAnew = this.#tasks.length > 0 && tasks.length === 0 && !this.#hasEnded;
    const solved = this.#solved();
    if (isAnew) {
      const list = this.#tasks.map((task) => task.text);
      this.connection.send({ t: "tasks", list, solved });
    } else this.#tasks = tasks;
    this.#hasEnded = false;
    const ids = new Set(boards.map((each) => each.board));
    for (const id of this.#tiles.keys()) if (!ids.has(id)) this.#drop(id);
    for (const each of boards) this.#takeBoard(each);
  }

  #hasEnded = false; // whether the teacher has just ended the tasks

  #takeBoard(change) {
    let tile = this.#tiles.get(change.board);
    if (!tile) {
      const board = new PupilBoard();
      tile = new Tile(board, () => this.#openLarge(board));
      this.#tiles.set(change.board, tile);
      this.#grid.append(make("li", {}, tile.element));
    }
    tile.board.take(change);
    tile.refresh(this.#tasks.length);
  }

  #drop(id) {
    this.#tiles.get(id).element.parentElement.remove();
    this.#tiles.delete(id);
  }

  #solved() {
    return Object.fromEntries([...this.#tiles].map(([id, { board }]) => [id, board.solved]));
  }

  #refresh() {
    const here = [...this.#tiles.values()].filter((tile) => tile.board.here).length;
    this.#count.textContent = trCount("{count} board", "{count} boards", here);
    const count = this.#tasks.length;
    this.#task.textContent = count ? trCount("{count} task", "{count} tasks", count) : "";
    this.#empty.hidden = this.#tiles.size > 0;
    if (this.#tiles.size === 0) this.#empty.replaceChildren(this.#joining());
    document.body.dataset.boards = String(this.#tiles.size);
  }

  #joining() {
    if (!this.#join) {
      return make("p", { class: "muted", text: tr("Pupils can join when the server is started with --lan.") });
    }
    const { address, code } = this.#join;
    return make("div", { class: "joining" },
      make("h2", { text: tr("Scan this, or type the address") }),
      make("img", { class: "code", src: code, alt: tr("QR code of {address}", { address }) }),
      make("p", { class: "address", text: address }));
  }

  #openJoin() {
    openSheet(tr("Join"), this.#joining());
  }

  #openTasks() {
    openTasks(this.#tasks, (message) => {
      this.#hasEnded = message.list?.length === 0;
      const isSent = this.connection.send({ t: "tasks", ...message });
      if (!isSent) this.notices.say(tr("There is no connection: give the tasks again in a moment."));
    });
  }

  #openLarge(board) {
    const canvas = make("canvas", { class: "large", role: "img", "aria-label": board.text || board.name });
    const text = make("p", { class: "large-text", text: board.text });
    openSheet(board.name, make("div", {}, canvas, text), { kind: "wide" });
    board.showOn(canvas);
  }

  async #results() {
    try {
      const answer = await fetched("/api/results.csv");
      save(await answer.blob(), "results.csv");
    } catch (error) {
      this.notices.say(error.message);
    }
  }

  #failed({ say, fatal }) {
    if (fatal) this.#tell(say, true);
    else this.notices.say(say);
  }

  #connected(state) {
    document.body.dataset.connection = state;
    if (state === "open") this.#status.hidden = true;
    if (state === "lost") this.#tell(tr("No connection: the page comes back by itself."));
  }

  #tell(text, mayRestart = false) {
    const again = button(tr("Connect again"), () => this.connection.restart(), { class: "quiet" });
    this.#status.replaceChildren(text, mayRestart ? again : "");
    this.#status.hidden = false;
  }

  #turnTheme() {
    const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
    setting.set("theme", isDark ? "light" : "dark");
    showTheme();
    this.#repaint();
  }

  #repaint() {
    for (const { board } of this.#tiles.values()) board.repaint();
  }
}
