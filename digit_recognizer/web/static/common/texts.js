/**
 * Texts in the user's language: every text that the page shows goes through here.
 *
 * Contract: English is in the program; other languages are catalogues that the server hands out, a text
 * or, for what is counted, an array of forms by its English text. A text that a catalogue lacks is shown
 * in English. `tr` is called where a text is shown, never at import.
 */

export const LANGUAGES = { en: "English", de: "Deutsch", fr: "Français" };

const inUse = { code: "en", texts: {} };

/** Use the language `code` from now on; without its catalogue the page stays English. */
export async function useLanguage(code) {
  inUse.code = code in LANGUAGES ? code : "en";
  inUse.texts = {};
  document.documentElement.lang = inUse.code;
  if (inUse.code === "en") return;
  try {
    const answer = await fetch(`/texts/${inUse.code}.json`);
    if (answer.ok) inUse.texts = await answer.json();
  } catch {
    document.documentElement.lang = inUse.code = "en"; // the server is not there yet
  }
}

/** Return the language that the browser asks for, of those there are. */
export function preferredLanguage() {
  const wanted = navigator.languages.map((each) => each.slice(0, 2));
  return wanted.find((code) => code in LANGUAGES) ?? "en";
}

/** Return the code of the language in use. */
export function languageInUse() {
  return inUse.code;
}

/** Return `text` in the language in use; `values`: what its {names} stand for. */
export function tr(text, values = {}) {
  return filledIn(inUse.texts[text] ?? text, values);
}

/** Return `one` or `many`, as `count` wants, with {count} in it. */
export function trCount(one, many, count, values = {}) {
  const isMany = inUse.code === "fr" ? count > 1 : count !== 1;
  const forms = inUse.texts[one];
  const form = Array.isArray(forms) ? forms[Number(isMany)] : isMany ? many : one;
  return filledIn(form, { count: count.toLocaleString(inUse.code), ...values });
}

/** Return `text` as it is, to be translated where it is shown: for tables. */
export function trLater(text) {
  return text;
}

function filledIn(text, values) {
  return text.replace(/\{(\w+)\}/g, (name, key) => values[key] ?? name);
}
