/**
 * A photographed table as a grid of fields: what is doubtful is marked, what is wrong is typed over.
 *
 * Contract: a field and its cell on the picture belong together: either shows where the other is.
 */

import { button, make } from "../common/dom.js";
import { save } from "../common/download.js";
import { icon } from "../common/icons.js";
import { tr, trCount } from "../common/texts.js";
import { fetched } from "../reading/connection.js";

/** Return the element for `tables`, with its cells marked on `picture`. */
export function tableOf({ cells, caption }, picture) {
  const doubtful = make("p", { class: "muted", role: "status" });
  const count = () => {
    const open = cells.filter((cell) => cell.reason && !cell.corrected).length;
    doubtful.textContent = open
      ? trCount("{count} field is doubtful", "{count} fields are doubtful", open)
      : tr("No field is doubtful");
  };
  count();
  const failed = make("p", { class: "doubt", role: "alert" });
  const grids = [...new Set(cells.map((cell) => cell.table))].map((number) =>
    grid(cells.filter((cell) => cell.table === number), picture, count));
  const csv = button(tr("Download CSV"), async () => {
    try {
      const answer = await fetched("/api/table.csv", {
        method: "POST", body: JSON.stringify({ cells }), headers: { "Content-Type": "application/json" },
      });
      save(await answer.blob(), "table.csv");
    } catch (error) {
      failed.textContent = error.message;
    }
  }, { class: "primary" }, icon("download"));
  return make("div", { class: "stack" },
    caption ? make("p", { text: caption }) : null, doubtful, ...grids, csv, failed);
}

function grid(cells, picture, onChange) {
  const rows = [];
  for (const cell of cells) (rows[cell.row] ??= [])[cell.column] = field(cell, picture, onChange);
  const width = Math.max(...rows.map((row) => row?.length ?? 0));
  const body = [...rows].map((row) =>
    make("tr", {}, ...Array.from({ length: width }, (_, column) => make("td", {}, row?.[column] ?? null))));
  return make("div", { class: "table-room" }, make("table", {}, make("tbody", {}, ...body)));
}

function field(cell, picture, onChange) {
  const kind = () => (cell.corrected ? "corrected" : cell.reason ? "doubtful" : "sure");
  const place = tr("Row {row}, column {column}", { row: cell.row + 1, column: cell.column + 1 });
  const input = make("input", {
    type: "text", value: cell.text, class: kind(), title: cell.reason, size: 6,
    "aria-label": [cell.label || place, cell.reason].filter(Boolean).join(": "),
  });
  const mark = picture.mark(cell.corners, kind(), () => input.focus());
  const show = (isHeld) => mark.setAttribute("class", `mark ${kind()}${isHeld ? " in-hand" : ""}`);
  input.addEventListener("focus", () => show(true));
  input.addEventListener("blur", () => show(false));
  input.addEventListener("input", () => {
    cell.text = input.value.trim();
    cell.corrected = true;
    input.className = kind();
    onChange();
  });
  return input;
}
