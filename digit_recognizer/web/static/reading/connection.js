/**
 * The socket to the server, and how it comes back.
 *
 * Contract: keeps trying once a second, at once when the page is shown again or the network is back. An
 * attempt that hangs is given up after `CONNECT_TIME`, as tablets leave sockets half open when they sleep.
 * An open socket that owes an answer for `ANSWER_TIME` is given up, too. Nothing is queued: whoever sends
 * says everything again once it is open.
 * Not here: what messages mean.
 */

import { languageInUse } from "../common/texts.js";

const CONNECT_TIME = 4000; // milliseconds
const ANSWER_TIME = 9000; // a reading may take 5 s
const PAUSE = 1000; // between attempts
const PROTOCOL = 1;

export class Connection {
  #socket = null;
  #timer = null;
  #owed = null;

  /**
   * `hello()`: the fields of the first message. `onMessage(message)`; `onState(state)`: "connecting",
   * "open", "lost" or "ended".
   */
  constructor(hello, onMessage, onState) {
    this.state = "connecting";
    this.#hello = hello;
    this.#onMessage = onMessage;
    this.#onState = onState;
    const again = () => document.visibilityState === "visible" && this.#hurry();
    document.addEventListener("visibilitychange", again);
    window.addEventListener("pageshow", again);
    window.addEventListener("online", again);
    window.addEventListener("offline", () => this.#lose());
    this.#connect();
  }

  #hello;
  #onMessage;
  #onState;

  /** Send a message; false where there is no socket to send it on. */
  send(message, { isAnswered = false } = {}) {
    if (this.state !== "open") return false;
    this.#socket.send(JSON.stringify(message));
    if (isAnswered) this.#owed ??= setTimeout(() => this.#lose(), ANSWER_TIME);
    return true;
  }

  /** Try again, after the server ended it. */
  restart() {
    this.#lose();
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#tell("connecting");
    const { protocol, host } = window.location;
    const socket = new WebSocket(`${protocol === "https:" ? "wss" : "ws"}://${host}/socket`);
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#lose(), CONNECT_TIME);
    const mine = (listener) => (event) => socket === this.#socket && listener(event);
    socket.addEventListener("open", mine(() => {
      socket.send(JSON.stringify({ t: "hello", v: PROTOCOL, ...this.#hello() }));
    }));
    socket.addEventListener("message", mine((event) => this.#take(JSON.parse(event.data))));
    socket.addEventListener("close", mine(() => this.#lose()));
  }

  #take(message) {
    clearTimeout(this.#owed);
    this.#owed = null;
    if (message.t === "welcome") {
      clearTimeout(this.#timer);
      this.#tell("open");
    }
    if (message.t === "error" && message.fatal) {
      this.#drop();
      this.#tell("ended");
    }
    this.#onMessage(message);
  }

  #drop() {
    clearTimeout(this.#timer);
    clearTimeout(this.#owed);
    this.#owed = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #lose() {
    if (this.state === "ended") return;
    this.#drop();
    this.#tell("lost");
    this.#timer = setTimeout(() => this.#connect(), PAUSE);
  }

  /** Connect now rather than after the pause; a socket that seems open is asked to prove it. */
  #hurry() {
    if (this.state === "ended") return;
    if (this.state === "lost") this.#connect();
    else if (this.state === "open" && this.#socket.readyState !== WebSocket.OPEN) this.#lose();
  }

  #tell(state) {
    if (state === this.state) return;
    this.state = state;
    this.#onState(state);
  }
}

/** Return the key from the address; it stays with the tab when one goes to another page of ours. */
export function keyOfAddress() {
  const key = new URLSearchParams(window.location.hash.slice(1)).get("k");
  try {
    if (key) sessionStorage.setItem("key", key);
    return key ?? sessionStorage.getItem("key") ?? "";
  } catch {
    return key ?? "";
  }
}

/** Fetch from the server with the key; raises an Error with a sentence where that fails. */
export async function fetched(address, options = {}) {
  const own = { Authorization: `Bearer ${keyOfAddress()}`, "Accept-Language": languageInUse() };
  const headers = { ...options.headers, ...own };
  const answer = await fetch(address, { ...options, headers });
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({ error: null }));
  throw new Error(error?.say ?? `${answer.status} ${answer.statusText}`);
}
