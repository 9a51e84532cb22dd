/**
 * Sheets: dialogs above the page, with a heading and a way out.
 *
 * Contract: modal; Escape, the cross and a press beside it close it, and the focus goes back. Each is made
 * when it is opened and gone when it is closed.
 */

import { iconButton, make } from "./dom.js";
import { icon } from "./icons.js";
import { tr } from "./texts.js";

/** Open a sheet; return its dialog. `isNeeded`: there is no way out but through it. */
export function openSheet(title, content, { isNeeded = false, kind = "", onClose = () => {} } = {}) {
  const close = () => dialog.close();
  const hasField = content.querySelector("[autofocus]") !== null;
  const heading = make("h2", { text: title, id: "sheet-title", tabindex: -1, autofocus: !hasField });
  const dialog = make(
    "dialog",
    { class: `sheet ${kind}`, "aria-labelledby": "sheet-title" },
    make("div", { class: "sheet-head" }, heading, isNeeded ? null : iconButton(icon("close"), tr("Close"), close)),
    content,
  );
  dialog.addEventListener("cancel", (event) => isNeeded && event.preventDefault());
  dialog.addEventListener("click", (event) => isBeside(dialog, event) && !isNeeded && close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Whether a press on `dialog` is on what lies behind it: its own rim is pressed by mistake only. */
function isBeside(dialog, { target, clientX, clientY }) {
  const { left, top, right, bottom } = dialog.getBoundingClientRect();
  return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
}
