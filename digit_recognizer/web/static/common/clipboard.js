/**
 * Copying texts. Over plain HTTP in a local network browsers have no clipboard API: the old way is taken.
 */

/** Copy `text`; return whether that worked. */
export async function copy(text) {
  if (navigator.clipboard?.writeText) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // It was not allowed: perhaps the old way is.
    }
  }
  return copiedByCommand(text);
}

function copiedByCommand(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true; // no keyboard slides in
  field.className = "off-screen";
  const host = focused?.closest("dialog[open]") ?? document.body; // a modal dialog makes all else inert
  host.append(field);
  field.select();
  field.setSelectionRange(0, text.length);
  const isCopied = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return isCopied;
}
