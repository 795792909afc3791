/**
 * What the page knows from the start, and small tools to build it with. Text only ever becomes
 * text nodes: nothing that anybody wrote is read as markup.
 */

/**
 * @typedef {object} Settings
 * @property {number} mostFiles files in one message
 * @property {number} mostBytes of one file
 * @property {number} beat seconds between signs of life
 * @property {Record<string, string>} texts
 */

/** @type {Settings} */
const settings = JSON.parse(document.body.dataset.settings ?? "{}");

export const { mostFiles, mostBytes, beat } = settings;

/**
 * A text of the page with its arguments filled in.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function say(key, values = {}) {
  const text = settings.texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * The element with that id.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`no ${id}`);
  return found;
}

/**
 * A new element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} inside
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}

/**
 * A drawing from icons.svg, for the eye alone.
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `static/icons.svg#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/**
 * A size in bytes as people write it.
 * @param {number} bytes
 * @returns {string}
 */
export function sizeText(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let unit = 0;
  for (; bytes >= 1000 && unit < units.length - 1; unit += 1) bytes /= 1024;
  const format = new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: units[unit],
    maximumFractionDigits: bytes < 10 && unit > 1 ? 1 : 0,
  });
  return format.format(bytes);
}

/**
 * A length of time as a clock shows it: 0:07, 12:30.
 * @param {number} seconds
 * @returns {string}
 */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (/** @type {number} */ value) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** How far the server's clock is ahead of this one, ms. */
let ahead = 0;

/**
 * Go by the server's clock from now on.
 * @param {number} seconds since the epoch
 */
export function setClock(seconds) {
  ahead = seconds * 1000 - Date.now();
}

/**
 * The server's clock, seconds since the epoch.
 * @returns {number}
 */
export function now() {
  return (Date.now() + ahead) / 1000;
}

/**
 * Post a form to the server.
 * @param {string} address
 * @param {Record<string, string>} fields
 * @returns {Promise<Response>}
 */
export function post(address, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return fetch(address, { method: "POST", body: form, credentials: "same-origin" });
}

/**
 * An id that never repeats. (crypto.randomUUID exists in secure contexts only.)
 * @returns {string}
 */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
