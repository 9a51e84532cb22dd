/**
 * A photo from the camera or a file: read by the server, shown with what was read.
 *
 * Contract: the picture is shown by a canvas, as the content policy allows no others. One that is too large
 * is made smaller before it is sent. A ruled table becomes a grid that can be corrected and saved as CSV.
 */

import { make } from "../common/dom.js";
import { openSheet } from "../common/sheets.js";
import { tr } from "../common/texts.js";
import { fetched } from "../reading/connection.js";
import { linesOf } from "./lines.js";
import { Picture } from "./picture.js";
import { tableOf } from "./table.js";

const MAX_BYTES = 10_000_000; // the server takes no more
const SENT_SIDE = 3200; // pixels, of a picture that is made smaller
const SENT_QUALITY = 0.88;

/** Let a person choose a photo, then show what is read. `say(sentence)` tells failures. */
export function choosePhoto(say) {
  const chooser = make("input", { type: "file", accept: "image/*", class: "off-screen" });
  chooser.setAttribute("aria-label", tr("Photo"));
  chooser.addEventListener("change", () => {
    chooser.remove();
    readPhoto(chooser.files[0], say);
  });
  chooser.addEventListener("cancel", () => chooser.remove());
  document.body.append(chooser);
  chooser.click();
}

/** Read `file` and show it. */
async function readPhoto(file, say) {
  const room = make("div", { class: "photo", "aria-busy": "true" },
    make("p", { class: "muted", role: "status", text: tr("Reading {name}…", { name: file.name }) }));
  const sheet = openSheet(tr("Photo"), room, { kind: "wide" });
  try {
    const image = await createImageBitmap(file);
    const body = file.size > MAX_BYTES ? await smaller(image) : file;
    const answer = await fetched("/api/read?tables=auto", {
      method: "POST", body, headers: { "Content-Type": body.type || "application/octet-stream" },
    });
    show(room, image, await answer.json(), body.size < file.size ? SENT_SIDE : 0);
  } catch (error) {
    sheet.close();
    const isPicture = !(error instanceof DOMException);
    say(isPicture ? error.message : tr("{name} is no picture that this browser can show.", { name: file.name }));
  }
}

function show(room, image, reading, sentSide) {
  room.removeAttribute("aria-busy");
  const picture = new Picture(image, reading.tables?.turned ?? 0, sentSide);
  const said = reading.tables ? tableOf(reading.tables, picture) : linesOf(reading, picture);
  room.replaceChildren(picture.element, said);
}

/** Return `image` as a JPEG with sides of at most SENT_SIDE pixels. */
async function smaller(image) {
  const scale = Math.min(1, SENT_SIDE / Math.max(image.width, image.height));
  const canvas = make("canvas", {
    width: Math.round(image.width * scale), height: Math.round(image.height * scale),
  });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", SENT_QUALITY));
}
