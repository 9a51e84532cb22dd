/**
 * What is read of the ink: sends what changed, shows answers once the pen rests.
 *
 * Contract: the server hears of each change once, and of all ink after a new connection. A reading of an
 * older revision than the one shown is dropped. While a pen is down nothing is shown but one digit, which
 * follows the pen; boxes and text wait `pace.text` after the last stroke, results `pace.verdict`. What a
 * person asks for is shown at once.
 */

const LEAST_PAUSE = 60; // milliseconds between messages: the server takes 20 a second
const ROUGH_PACE = { text: 400, verdict: 800 }; // until the server says better

export class ReadingSession {
  #sent = new Set(); // ids that the server has
  #all = true; // whether the next message says everything
  #lastSent = -Infinity;
  #timer = null;
  #isSending = false; // whether it is sent as soon as this event is over
  #rev = 0;
  #isSaid = true; // whether the server was told of all there is
  #began = null; // the start of the ink, which its strokes' times count from
  #revisions = new Map(); // sheets that were sent, by revision
  #held = null;
  #lifted = -Infinity;
  #showTimer = null;
  #pen = null; // the stroke whose pen was lifted last, until it is sent
  #scratches = new Set(); // zigzags that were taken as such once: undone, they are ink

  /** `isPenDown()`; `onShow()`: told when `reading` or `isJudged` changes. */
  constructor(document, isPenDown, onShow) {
    this.document = document;
    this.reading = null;
    this.isJudged = true;
    this.expect = "auto";
    this.pace = ROUGH_PACE;
    this.send = () => false;
    this.#isPenDown = isPenDown;
    this.#onShow = onShow;
    document.listen((former) => this.#changed(former));
  }

  #isPenDown;
  #onShow;

  /** Take the server's welcome: it knows nothing of the ink. */
  welcome({ pace }) {
    this.pace = pace;
    this.again();
  }

  /** The strokes that what is shown was read from. */
  get strokesRead() {
    return this.#revisions.get(this.reading?.rev)?.strokes ?? [];
  }

  /** Send everything anew. */
  again() {
    this.#all = true;
    this.#rush();
  }

  readAs(expect) {
    this.expect = expect;
    this.#rush();
  }

  /** A pen was lifted or put down. */
  penMoved() {
    if (this.#isPenDown()) clearTimeout(this.#showTimer);
    else this.#showWhatMay();
  }

  /** Take a `reading` of the server. */
  take(reading) {
    for (const rev of this.#revisions.keys()) {
      if (rev < reading.rev) this.#revisions.delete(rev);
    }
    const isOld = this.reading && reading.rev < this.reading.rev;
    if (isOld || this.document.sheet.isEmpty) return;
    if (reading.scratched.length) this.#scratch(reading);
    else {
      this.#held = reading;
      this.#showWhatMay();
    }
  }

  /** Take an error that concerns the ink: the server took nothing of that message. */
  refused() {
    this.#all = true;
  }

  #changed(former) {
    const { sheet } = this.document;
    const drawn = sheet.strokes.at(-1);
    const isDrawn = sheet.strokes.length === former.strokes.length + 1 && !former.strokes.includes(drawn);
    this.#isSaid = false;
    if (isDrawn) {
      this.#lifted = performance.now();
      this.#pen = drawn.id;
    } else this.#lifted = -Infinity;
    if (sheet.isEmpty) this.#show(null, true);
    this.#rush();
  }

  #rush() {
    clearTimeout(this.#timer);
    const pause = this.#lastSent + LEAST_PAUSE - performance.now();
    if (pause > 0) this.#timer = setTimeout(() => this.#send(), pause);
    else if (!this.#isSending) {
      this.#isSending = true;
      queueMicrotask(() => this.#send()); // before the browser paints: a timer may wait for that
    }
  }

  #send() {
    this.#isSending = false;
    const { sheet } = this.document;
    const ids = new Set(sheet.strokes.map((stroke) => stroke.id));
    const known = this.#all ? new Set() : this.#sent;
    this.#began = sheet.isEmpty ? null : (this.#began ?? sheet.strokes[0].start);
    const message = {
      t: "ink", rev: ++this.#rev, expect: this.expect, known: sheet.known, rows: sheet.rows,
      add: sheet.strokes.filter((each) => !known.has(each.id)).map((each) => onWire(each, this.#began)),
    };
    if (this.#all) message.all = true;
    else message.del = [...known].filter((id) => !ids.has(id));
    if (this.#pen !== null && ids.has(this.#pen)) message.pen = this.#pen;
    this.#lastSent = performance.now();
    if (!this.send(message)) return;
    this.#revisions.set(this.#rev, sheet);
    this.#all = false;
    this.#isSaid = true;
    this.#sent = ids;
    this.#pen = null;
  }

  /** Take away what a zigzag was drawn over, and the zigzag, as one step of undo. */
  #scratch({ scratched }) {
    const zigzag = Math.max(...scratched);
    for (const id of scratched) this.#sent.delete(id);
    if (this.#scratches.has(zigzag)) {
      this.#all = true; // it was undone meanwhile, and is ink
      this.#rush();
      return;
    }
    this.#scratches.add(zigzag);
    this.document.commit(this.document.sheet.without(scratched));
  }

  #showWhatMay() {
    clearTimeout(this.#showTimer);
    const reading = this.#held;
    if (!reading && this.isJudged) return;
    const isDigit = isOneDigit(reading) && isOneDigit(this.reading);
    if (this.#isPenDown() && !(isDigit && reading)) return;
    const passed = performance.now() - this.#lifted;
    // What is of older ink is shown, but not judged: another stroke may have changed it.
    const isNewest = this.#isSaid && (reading ?? this.reading).rev === this.#rev;
    const mayJudge = isNewest && passed >= this.pace.verdict && !this.#isPenDown();
    if (reading && (isDigit || passed >= this.pace.text)) {
      this.#held = null;
      this.#show(reading, mayJudge || isDigit);
    } else if (!reading && mayJudge) this.#show(this.reading, true);
    const wait = this.#held ? this.pace.text : this.pace.verdict;
    if (this.#held || (!this.isJudged && isNewest)) {
      this.#showTimer = setTimeout(() => this.#showWhatMay(), Math.max(1, wait - passed));
    }
  }

  #show(reading, isJudged) {
    this.reading = reading;
    this.isJudged = isJudged;
    if (!reading) this.#held = null;
    this.#onShow();
  }
}

/** Whether a reading is of one digit, or of nothing yet. */
export function isOneDigit(reading) {
  return !reading || (reading.reading.text !== "" && reading.lines.length === 0);
}

function onWire({ id, start, points }, first) {
  return { id, start: Math.max(0, Math.round((start - first) * 1000) / 1000), p: points };
}
