/**
 * What is on the paper, kept in the browser: it is there again after a reload, a crash or a closed tab.
 *
 * Contract: one place for each board, in IndexedDB. Only the newest state is written, one write at a time.
 * Where the browser keeps nothing (a private window), writing goes on as without it; `onFailure` is told
 * once.
 */

import { Sheet } from "./sheet.js";
import { Stroke } from "./stroke.js";

const DATABASE = "digits";
const STORE = "boards";

export class Keeping {
  #database;
  #waiting = null;
  #writing = null;
  #hasFailed = false;

  constructor(board, onFailure = () => {}) {
    this.board = board;
    this.onFailure = onFailure;
    this.#database = opened();
    this.#database.catch(() => this.#fail());
  }

  /** Return `{sheet, nextId, view}` as it was kept; null for nothing. */
  async load() {
    try {
      const database = await this.#database;
      const kept = await done(database.transaction(STORE).objectStore(STORE).get(this.board));
      return kept ? revived(kept) : null;
    } catch {
      return null;
    }
  }

  /** Keep this from now on. */
  save(sheet, nextId, view) {
    const strokes = sheet.strokes.map(({ id, start, points }) => ({ id, start, points }));
    const { left, top, zoom } = view;
    const { known, rows } = sheet;
    this.#waiting = { strokes, known, rows, nextId, view: { left, top, zoom } };
    this.#writing ??= this.#write();
    return this.#writing;
  }

  async #write() {
    try {
      const database = await this.#database;
      while (this.#waiting) {
        const state = this.#waiting;
        this.#waiting = null;
        await done(database.transaction(STORE, "readwrite").objectStore(STORE).put(state, this.board));
      }
    } catch {
      this.#fail();
    } finally {
      this.#writing = null;
    }
  }

  #fail() {
    if (!this.#hasFailed) this.onFailure();
    this.#hasFailed = true;
  }
}

function revived({ strokes, known, rows, nextId, view }) {
  const drawn = strokes.map(({ id, start, points }) => new Stroke(id, start, points));
  return { sheet: new Sheet(drawn, known, rows), nextId, view };
}

function opened() {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
  return done(request);
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}
