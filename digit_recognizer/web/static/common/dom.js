/**
 * Elements of the page, each made by one call.
 *
 * Contract: texts become text nodes, never markup; what the server typesets (MathML) comes in by
 * `formula`, which keeps MathML elements only. No inline style and no inline code: the page's content
 * policy forbids both.
 */

const MATH_NAMESPACE = "http://www.w3.org/1998/Math/MathML";
const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const MATH_ELEMENTS = new Set(
  "math mrow mfrac mn mo mi msup msqrt mroot mtext mspace mtable mtr mtd mstyle".split(" "),
);

/**
 * Return a new element. `properties`: `class`, `text`, `on` (listeners by event), `data` (dataset), all
 * others are attributes; false, null and undefined leave an attribute out.
 */
export function make(tag, properties = {}, ...children) {
  return filled(document.createElement(tag), properties, children);
}

/** Return a new element of SVG, as `make` does. */
export function makeSvg(tag, properties = {}, ...children) {
  return filled(document.createElementNS(SVG_NAMESPACE, tag), properties, children);
}

function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "on") listen(element, value);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function listen(element, listeners) {
  for (const [event, listener] of Object.entries(listeners)) {
    element.addEventListener(event, listener);
  }
}

/** Return a button with a text and, before it, an icon or nothing. */
export function button(text, onClick, properties = {}, icon = null) {
  return make("button", { type: "button", on: { click: onClick }, ...properties }, icon, text);
}

/** Return a button that shows an icon only; `name` is what it is called. */
export function iconButton(icon, name, onClick, properties = {}) {
  const named = { "aria-label": name, title: name, class: "icon-button" };
  return button("", onClick, { ...named, ...properties }, icon);
}

/** Return the element for MathML in a text; null for a text that is none. */
export function formula(mathml) {
  const parsed = new DOMParser().parseFromString(mathml, "application/xml").documentElement;
  if (parsed.namespaceURI !== MATH_NAMESPACE || parsed.localName !== "math") return null;
  return mathElement(parsed);
}

function mathElement(source) {
  const element = document.createElementNS(MATH_NAMESPACE, source.localName);
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) element.append(child.data);
    else if (MATH_ELEMENTS.has(child.localName)) element.append(mathElement(child));
  }
  return element;
}
