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
    nodes.push(text.slice(end, found.index));
    end = found.index + found[0].length;
    if (found[1] !== undefined) nodes.push(make("pre", {}, make("code", {}, found[1].trim())));
    else if (found[2] !== undefined) nodes.push(make("strong", {}, found[2]));
    else {
      const link = found[3].replace(AFTER_LINK, "");
      const away = { href: link, target: "_blank", rel: "noopener noreferrer" };
      nodes.push(make("a", away, link), found[3].slice(link.length));
    }
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}
