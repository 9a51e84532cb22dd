/**
 * What a person chose, kept in the browser: theme, language, pen width, name.
 *
 * Contract: a browser that keeps nothing uses the defaults each time.
 */

const DEFAULTS = { theme: "", language: "", penWidth: 4, name: "", board: "" };
const BOARD_BYTES = 16;

export const setting = {
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(`digits-${name}`)) ?? DEFAULTS[name];
    } catch {
      return DEFAULTS[name];
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`digits-${name}`, JSON.stringify(value));
    } catch {
      // It holds until the page is closed.
    }
  },
};

/** Return what this board is known by in a class: drawn by lot once, and kept. */
export function boardId() {
  const kept = setting.get("board");
  if (kept) return kept;
  const bytes = crypto.getRandomValues(new Uint8Array(BOARD_BYTES)); // randomUUID wants HTTPS
  const drawn = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  setting.set("board", drawn);
  return drawn;
}

/** Show the theme that was chosen: "light", "dark", or "" for the system's. */
export function showTheme() {
  document.documentElement.dataset.theme = setting.get("theme") || "system";
}

/** Call `listener` when the system turns dark or light. */
export function onSystemTheme(listener) {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener);
}
