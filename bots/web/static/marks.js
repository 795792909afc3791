/** The simple marks of a reply, *bold* and ```code```, and links, as nodes. */

import { make } from "./page.js";

const PARTS = /```(?:[a-z]+\n)?([\s\S]+?)```|\*(?=\S)([^*\n]+?)(?<=\S)\*|(https?:\/\/[^\s<>"“”]+)/g;
const AFTER_LINK = /[.,;:!?)\]}。，；：！？）】]+$/;

/**
 * @param {string} text
 * @param {boolean} marked whether marks count: people's own words are shown as they are
 * @returns {(Node | string)[]}
 */
export function nodesOf(text, marked) {
  if (!marked) return [text];
  /** @type {(Node | string)[]} */
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(PARTS)) {
    const [whole, code, bold, address = ""] = found;
    nodes.push(text.slice(end, found.index));
    end = found.index + whole.length;
    if (code !== undefined) nodes.push(make("pre", {}, make("code", {}, code.trim())));
    else if (bold !== undefined) nodes.push(make("strong", {}, bold));
    else {
      const link = address.replace(AFTER_LINK, "");
      const away = { href: link, target: "_blank", rel: "noopener noreferrer" };
      nodes.push(make("a", away, link), address.slice(link.length));
    }
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}
