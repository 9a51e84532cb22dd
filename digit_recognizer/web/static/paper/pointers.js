/**
 * What pointers mean: writing, erasing, moving the paper, tapping.
 *
 * Contract: pen, finger and mouse come as pointer events. Several at once write several strokes. Once a pen
 * was seen, even hovering, fingers move the paper instead of writing, at once; `fingersWrite` brings them
 * back. A pointer that is cancelled takes what it drew with it. Nothing is scrolled, zoomed or swallowed by
 * the browser (Safari's Scribble takes quick strokes unless touches are prevented). What lies over the
 * element, as a button does, has its events to itself.
 * Not here: ink, painting; `surface` does what is asked.
 */

import * as p from "./parameters.js";

export class Pointers {
  #active = new Map();
  #penTime = -Infinity; // when a pen was seen last
  #penDown = 0;

  /**
   * `surface`: `{tool, begin, extend, end, discard, erase, endErasing, pan, pinch, mayTap, tapped,
   * hovered, penSeen}`; its coordinates are CSS pixels within `element`.
   */
  constructor(element, surface) {
    this.surface = surface;
    this.fingersWrite = true;
    this.hasPen = false;
    this.#element = element;
    const on = (name, listener) => element.addEventListener(name, listener, { passive: false });
    const isOwn = (event) => event.target === element;
    on("pointerdown", (event) => isOwn(event) && this.#down(event));
    on("pointermove", (event) => this.#move(event, isOwn(event)));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", (event) => this.#cancel(event.pointerId));
    on("lostpointercapture", (event) => this.#cancel(event.pointerId));
    on("pointerleave", () => surface.hovered(null));
    on("pointerenter", (event) => this.#noteHover(event));
    on("wheel", (event) => this.#wheel(event));
    for (const name of ["touchstart", "touchmove"]) {
      on(name, (event) => isOwn(event) && event.cancelable && event.preventDefault());
    }
    for (const name of ["contextmenu", "gesturestart", "dblclick"]) {
      on(name, (event) => event.cancelable && event.preventDefault());
    }
  }

  #element;

  /** Whether something is being written or erased now. */
  get isBusy() {
    return [...this.#active.values()].some((each) => ["write", "erase"].includes(each.kind));
  }

  /** Let fingers write, or move the paper. */
  letFingersWrite(isWriting) {
    this.fingersWrite = isWriting;
    this.surface.penSeen();
  }

  #down(event) {
    const kind = this.#kindOf(event);
    if (!kind) return;
    event.preventDefault();
    document.activeElement?.blur(); // keys mean the paper again
    const [x, y] = this.#place(event);
    const pointer = {
      kind, x, y, startX: x, startY: y, time: event.timeStamp, type: event.pointerType,
      isHeld: false, isPrimary: event.button !== 2, timer: null, travel: 0,
    };
    this.#active.set(event.pointerId, pointer);
    this.#capture(event.pointerId);
    if (pointer.type === "pen") this.#penDown += 1;
    if (kind === "write" && pointer.type === "touch" && this.#pinches(pointer)) return;
    if (kind === "pan" || kind === "ignore") {
      pointer.mayTap = kind === "pan" && this.surface.mayTap(x, y);
      return;
    }
    if (this.surface.mayTap(x, y)) this.#hold(pointer, event.pointerId);
    if (kind === "write") {
      this.surface.begin(event.pointerId, x, y, event.timeStamp, !pointer.isHeld);
    } else if (!pointer.isHeld) this.surface.erase(x, y, x, y);
  }

  #move(event, isOwn) {
    const pointer = this.#active.get(event.pointerId);
    if (event.pointerType === "pen") this.#noteHover(event);
    if (!pointer) {
      if (event.pointerType !== "touch") this.surface.hovered(isOwn ? this.#place(event) : null);
      return;
    }
    event.preventDefault();
    if (pointer.kind === "ignore") return;
    if (pointer.kind === "pan") {
      this.#drag(pointer, ...this.#place(event));
      return;
    }
    const coalesced = event.getCoalescedEvents?.() ?? [];
    for (const each of coalesced.length ? coalesced : [event]) {
      const [x, y] = this.#place(each);
      pointer.travel = Math.max(pointer.travel, Math.hypot(x - pointer.startX, y - pointer.startY));
      if (pointer.isHeld && pointer.travel >= p.TAP_TRAVEL) this.#release(pointer, event.pointerId);
      if (pointer.kind === "write") this.surface.extend(event.pointerId, x, y, each.timeStamp);
      else if (!pointer.isHeld) {
        this.surface.erase(pointer.x, pointer.y, x, y);
      }
      [pointer.x, pointer.y] = [x, y];
    }
  }

  #up(event) {
    const pointer = this.#active.get(event.pointerId);
    if (!pointer) return;
    event.preventDefault();
    this.#forget(event.pointerId, pointer);
    const wasTap =
      (pointer.isHeld || (pointer.mayTap && pointer.travel < p.PAN_TRAVEL)) &&
      this.surface.tapped(pointer.startX, pointer.startY, !pointer.isPrimary);
    if (pointer.kind === "write") {
      if (wasTap) this.surface.discard(event.pointerId);
      else this.surface.end(event.pointerId);
    } else if (pointer.kind === "erase") {
      if (pointer.isHeld && !wasTap) {
        this.surface.erase(pointer.x, pointer.y, pointer.x, pointer.y);
      }
      this.surface.endErasing();
    }
  }

  #cancel(id) {
    const pointer = this.#active.get(id);
    if (!pointer) return;
    this.#forget(id, pointer);
    if (pointer.kind === "write") this.surface.discard(id);
    if (pointer.kind === "erase") this.surface.endErasing();
  }

  #forget(id, pointer) {
    clearTimeout(pointer.timer);
    this.#active.delete(id);
    if (pointer.type === "pen") {
      this.#penDown -= 1;
      this.#penTime = performance.now();
    }
  }

  /** Say what a press means; "" for nothing. */
  #kindOf(event) {
    const { tool } = this.surface;
    if (event.pointerType === "pen") this.#notePen();
    if (event.pointerType === "touch") {
      if (this.#isPenNear) return "ignore";
      if (!this.fingersWrite || tool === "hand") return "pan";
      return tool === "eraser" ? "erase" : "write";
    }
    if (event.pointerType === "mouse" && event.button === 1) return "pan";
    if (event.button === 5 || event.buttons & 32) return "erase"; // the other end of a pen
    if (event.button === 2) return "erase";
    if (event.button !== 0) return "";
    if (tool === "hand") return "pan";
    return tool === "eraser" ? "erase" : "write";
  }

  get #isPenNear() {
    return this.#penDown > 0 || performance.now() - this.#penTime < p.PEN_NEAR;
  }

  #noteHover(event) {
    if (event.pointerType === "pen") this.#notePen();
  }

  /** A pen is here: fingers no longer write, and what they were writing was a palm. */
  #notePen() {
    this.#penTime = performance.now();
    for (const [id, pointer] of this.#active) {
      if (pointer.type !== "touch" || pointer.kind === "ignore") continue;
      if (pointer.kind === "write") this.surface.discard(id);
      if (pointer.kind === "erase") this.surface.endErasing();
      clearTimeout(pointer.timer);
      pointer.kind = "ignore";
    }
    if (this.hasPen) return;
    this.hasPen = true;
    this.letFingersWrite(false);
  }

  /** Take a second finger that came with the first one, near it, as a pinch; return whether it is one. */
  #pinches(second) {
    for (const [id, first] of this.#active) {
      const isPartner =
        first !== second && first.type === "touch" && first.kind === "write" &&
        second.time - first.time < p.PINCH_TIME && first.travel < p.PINCH_TRAVEL &&
        Math.hypot(first.x - second.x, first.y - second.y) < p.PINCH_REACH;
      if (!isPartner) continue;
      clearTimeout(first.timer);
      this.surface.discard(id);
      for (const each of [first, second]) {
        Object.assign(each, { kind: "pan", isHeld: false, mayTap: false, travel: p.PAN_TRAVEL });
      }
      return true;
    }
    return false;
  }

  #drag(pointer, x, y) {
    pointer.travel = Math.max(pointer.travel, Math.hypot(x - pointer.startX, y - pointer.startY));
    if (pointer.travel < p.PAN_TRAVEL) return;
    const other = [...this.#active.values()].find((each) => each !== pointer && each.kind === "pan");
    const before = [pointer.x, pointer.y];
    [pointer.x, pointer.y] = [x, y];
    if (!other) {
      this.surface.pan(x - before[0], y - before[1]);
      return;
    }
    const spread = (a, b) => Math.max(1, Math.hypot(a - other.x, b - other.y));
    const middle = [(x + other.x) / 2, (y + other.y) / 2];
    this.surface.pan((x - before[0]) / 2, (y - before[1]) / 2);
    this.surface.pinch(spread(x, y) / spread(...before), ...middle);
  }

  #hold(pointer, id) {
    pointer.isHeld = true;
    pointer.timer = setTimeout(() => {
      if (!this.surface.tapped(pointer.startX, pointer.startY, true)) return;
      if (pointer.kind === "write") this.surface.discard(id);
      pointer.kind = "ignore";
    }, p.LONG_PRESS);
  }

  #release(pointer, id) {
    pointer.isHeld = false;
    clearTimeout(pointer.timer);
    if (pointer.kind === "write") this.surface.show(id);
  }

  #wheel(event) {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 16 : 1; // lines, in Firefox
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey) {
      this.surface.pinch(Math.exp(-dy * p.WHEEL_ZOOM), ...this.#place(event));
    } else if (event.shiftKey && !dx) this.surface.pan(-dy, 0);
    else this.surface.pan(-dx, -dy);
  }

  #capture(id) {
    try {
      this.#element.setPointerCapture(id);
    } catch {
      // It has been lifted already.
    }
  }

  #place(event) {
    const frame = this.#element.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }
}
