/** The icons of the page, drawn with one line each in a square of 24. */

import { makeSvg } from "./dom.js";

const PATHS = {
  pen: "M4 20l1-5L16.5 3.5a2.1 2.1 0 013 0l1 1a2.1 2.1 0 010 3L9 19l-5 1zM14 6l4 4",
  eraser: "M8 20h12M5.5 17.5l-2-2a1.8 1.8 0 010-2.6L13 3.500a1.8 1.8 0 012.6 0l4.9 4.900a1.8 1.8 0 010 2.600L12 19.500H8l-2.5-2zM8.5 8.500l7 7",
  hand: "M12 3v18M3 12h18M9 5.500L12 3l3 2.500M9 18.500L12 21l3-2.500M5.5 9L3 12l2.5 3M18.5 9L21 12l-2.5 3",
  undo: "M8 5L4 9l4 4M4 9h10a6 6 0 010 12h-3",
  redo: "M16 5l4 4-4 4M20 9H10a6 6 0 000 12h3",
  clear: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
  more: "M5 11.200a.8.8 0 100 1.6.8.8 0 000-1.600zM12 11.200a.8.8 0 100 1.6.8.8 0 000-1.600zM19 11.200a.8.8 0 100 1.6.8.8 0 000-1.600z",
  camera: "M4 8h3l2-3h6l2 3h3v11H4zM12 16.500a3.5 3.5 0 100-7 3.5 3.5 0 000 7z",
  fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  close: "M6 6l12 12M18 6L6 18",
  finger: "M9 12V5a1.5 1.5 0 013 0v6M12 10a1.5 1.5 0 013 0v1M15 11a1.5 1.5 0 013 0v4c0 4-2 6-5 6-4 0-5-2-8-7 1-1 2-1 4 1",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  check: "M5 12.500l4.5 4.500L19 7",
  share: "M12 4v11M8 8l4-4 4 4M5 13v7h14v-7",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  contrast: "M20 14.5A8.5 8.5 0 019.5 4 8.5 8.5 0 1020 14.500z",
  download: "M12 4v11M8 11l4 4 4-4M5 20h14",
};

/** Return a new picture of `name`. */
export function icon(name) {
  return makeSvg(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    makeSvg("path", { d: PATHS[name] }),
  );
}
