/**
 * What is on the paper, and the one line of steps that undo goes back.
 *
 * Contract: a sheet is immutable: its strokes in the order of writing, and what a person said of them. A
 * correction belongs to strokes and holds while all of them are there; of two that share a stroke the
 * later one holds. `InkDocument` tells its listeners of every change.
 */

const MAX_STEPS = 300;

export class Sheet {
  /** `known`: `{ids, is}`, symbols that were said; `rows`: the same of whole lines. */
  constructor(strokes = [], known = [], rows = []) {
    this.strokes = strokes;
    this.known = known;
    this.rows = rows;
  }

  get isEmpty() {
    return this.strokes.length === 0;
  }

  with(stroke) {
    return new Sheet([...this.strokes, stroke], this.known, this.rows);
  }

  without(ids) {
    const gone = new Set(ids);
    const left = this.strokes.filter((stroke) => !gone.has(stroke.id));
    if (left.length === this.strokes.length) return this;
    return new Sheet(left, untouched(this.known, gone), untouched(this.rows, gone));
  }

  /** Return it with `said`, a list of `{ids, is}`, and, where given, `row` as its line is read. */
  saying(said, row = null) {
    const gone = new Set(said.flatMap((each) => each.ids));
    const known = [...untouched(this.known, gone), ...said];
    const rows = row ? [...untouched(this.rows, new Set(row.ids)), row] : untouched(this.rows, gone);
    return new Sheet(this.strokes, known, rows);
  }

  /** Return it with nothing said of these strokes. */
  unsaid(ids) {
    const gone = new Set(ids);
    return new Sheet(this.strokes, untouched(this.known, gone), untouched(this.rows, gone));
  }

  /** What these very strokes were said to be; "" for nothing. */
  saidOf(ids) {
    const found = this.known.find((each) => isSame(each.ids, ids));
    return found ? found.is : "";
  }
}

function untouched(said, gone) {
  return said.filter((each) => !each.ids.some((id) => gone.has(id)));
}

function isSame(one, other) {
  return one.length === other.length && one.every((id) => other.includes(id));
}

export class InkDocument {
  #past = [];
  #future = [];
  #listeners = [];

  constructor() {
    this.sheet = new Sheet();
    this.nextId = 1;
  }

  /** Call `listener(former)` after every change, with the sheet that was there before. */
  listen(listener) {
    this.#listeners.push(listener);
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** Show `sheet` instead, as one step. */
  commit(sheet) {
    if (sheet === this.sheet) return;
    this.#past.push(this.sheet);
    if (this.#past.length > MAX_STEPS) this.#past.shift();
    this.#future = [];
    this.#show(sheet);
  }

  add(wet) {
    const stroke = wet.finished(this.nextId++);
    this.commit(this.sheet.with(stroke));
    return stroke;
  }

  undo() {
    if (!this.canUndo) return;
    this.#future.push(this.sheet);
    this.#show(this.#past.pop());
  }

  redo() {
    if (!this.canRedo) return;
    this.#past.push(this.sheet);
    this.#show(this.#future.pop());
  }

  /** Begin with what was kept: the sheet, and the number for the next stroke. */
  restore(sheet, nextId) {
    this.nextId = Math.max(this.nextId, nextId);
    this.#show(sheet);
  }

  #show(sheet) {
    const former = this.sheet;
    this.sheet = sheet;
    for (const listener of this.#listeners) listener(former);
  }
}
