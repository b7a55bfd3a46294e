// The page's elements: found by id, made, and changed only where something has changed, since a
// thousand shards are looked at every second. Nothing is ever put in as HTML.

/**
 * The element with this id.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no element ${id}`);
  return found;
}

/**
 * Makes an element.
 *
 * @param {string} tag
 * @param {Readonly<Record<string, string>>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Gives an element this text and nothing else.
 *
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Gives the element with this id a text.
 *
 * @param {string} id
 * @param {string} text
 */
export function write(id, text) {
  setText(byId(id), text);
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | null} value - null for none.
 */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/**
 * Shows or hides the element with this id.
 *
 * @param {string} id
 * @param {boolean} shown
 */
export function show(id, shown) {
  const element = byId(id);
  if (element.hidden === shown) element.hidden = !shown;
}

/**
 * How much of a bar is filled.
 *
 * @param {string} id
 * @param {number} part - from 0 to 1.
 */
export function fill(id, part) {
  const inner = byId(id).querySelector(".fill");
  if (inner instanceof HTMLElement) inner.style.width = `${Math.min(1, Math.max(0, part)) * 100}%`;
}
