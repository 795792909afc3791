/** One message on the page, which changes in place: what stays the same is not touched. */

import { clockText, icon, make, now, say, sizeText } from "./page.js";
import { nodesOf } from "./marks.js";

/**
 * @typedef {{label: string, kind: string, press: number}} Button
 * @typedef {{url: string, poster: string, name: string, width: number, height: number,
 *   seconds: number, size: number}} Video
 * @typedef {{url: string, name: string, kind: string, type: string, size: number}} SharedFile
 * @typedef {object} Message
 * @property {string} id
 * @property {number} place
 * @property {number} at seconds since the epoch
 * @property {"you" | "bot"} by
 * @property {string} text
 * @property {number | null} progress from 0 to 1
 * @property {number | null} elapsed seconds
 * @property {boolean} final
 * @property {boolean} seen
 * @property {boolean} gone
 * @property {string} to
 * @property {Button[]} buttons
 * @property {Video | null} video
 * @property {SharedFile[]} pictures
 */

// the hours of the page's language as they are read in the reader's country
const { lang } = document.documentElement;
const region = navigator.languages.find((tag) => tag.startsWith(lang)) ?? lang;

export class MessageView {
  /** @type {Message | undefined} */
  message;
  /** When the work began that is shown, by the server's clock, seconds. */
  #begun = 0;

  /**
   * @param {string} id
   * @param {(view: MessageView, button: Button) => Promise<boolean>} press whether it was heard
   */
  constructor(id, press) {
    this.press = press;
    this.text = make("div", { class: "text" });
    this.files = make("ul", { class: "files" });
    this.bar = make("div", { class: "bar", role: "progressbar", "aria-label": say("progress") });
    this.bar.append(make("i"));
    this.elapsed = make("span", { class: "elapsed" });
    this.work = make("div", { class: "work", "aria-live": "off" }, this.bar, this.elapsed);
    this.film = make("figure", { class: "film" });
    this.bubble = make("div", { class: "bubble" }, this.files, this.text, this.work, this.film);
    this.buttons = make("div", { class: "buttons", role: "group" });
    this.time = make("time");
    this.who = make("span", { class: "unseen" });
    this.element = make("li", { id: `m-${id}` });
    this.element.append(make("article", {}, this.who, this.bubble, this.buttons, this.time));
  }

  /**
   * Show the message as it is now.
   * @param {Message} message
   */
  show(message) {
    const before = this.message;
    this.message = message;
    this.element.className = `message ${message.by}`;
    this.element.hidden = message.gone;
    this.element.toggleAttribute("data-seen", message.seen);
    const changed = (/** @type {keyof Message} */ part) =>
      JSON.stringify(before?.[part]) !== JSON.stringify(message[part]);
    if (!before) this.#showOnce(message);
    if (changed("text")) this.#showText(message);
    if (changed("pictures")) this.#showFiles(message.pictures);
    if (changed("video")) this.#showFilm(message.video);
    if (changed("buttons") || changed("final")) this.#showButtons(message.buttons);
    this.#showWork(message);
    // what changes many times a second is not read out here; its end is announced apart
    if (!message.final) this.text.setAttribute("aria-live", "off");
    this.element.setAttribute("aria-busy", String(isWorking(message)));
  }

  /**
   * Say which message this one answers, where that does not stand right above it.
   * @param {MessageView} asked
   */
  answers(asked) {
    const words = asked.text.textContent || asked.message?.pictures[0]?.name || "";
    const label = say("answer-to", { name: words });
    const quote = make("button", { type: "button", class: "quote", "aria-label": label }, words);
    quote.addEventListener("click", () => asked.element.scrollIntoView({ block: "center" }));
    this.bubble.prepend(quote);
  }

  /**
   * Let the elapsed time go on between two messages from the server.
   * @returns {boolean} whether something goes on here
   */
  tick() {
    const working = this.message !== undefined && isWorking(this.message);
    if (working) this.elapsed.textContent = clockText(now() - this.#begun);
    return working;
  }

  /** @param {Message} message */
  #showOnce(message) {
    const at = new Date(message.at * 1000);
    this.who.textContent = say(message.by);
    this.time.dateTime = at.toISOString();
    this.time.textContent = at.toLocaleTimeString(region, {
      hour: "numeric",
      minute: "2-digit",
    });
    this.time.title = at.toLocaleString(region);
  }

  /** @param {Message} message */
  #showText(message) {
    this.text.hidden = !message.text;
    const bot = message.by === "bot";
    this.text.replaceChildren(...nodesOf(bot ? message.text : nameOf(message.text), bot));
  }

  /** @param {Message} message */
  #showWork(message) {
    const working = isWorking(message);
    this.work.hidden = !working;
    if (!working) return;
    // what is shown is the time of the whole work: it does not begin anew with each stage
    this.#begun = Math.min(this.#begun || message.at, now() - (message.elapsed ?? 0));
    this.bar.classList.toggle("waiting", message.progress === null);
    if (message.progress === null) this.bar.removeAttribute("aria-valuenow");
    else {
      const percent = Math.round(Math.min(Math.max(message.progress, 0), 1) * 100);
      this.bar.setAttribute("aria-valuenow", String(percent));
      /** @type {HTMLElement} */ (this.bar.firstElementChild).style.width = `${percent}%`;
    }
    this.tick();
  }

  /** @param {SharedFile[]} files */
  #showFiles(files) {
    this.files.hidden = files.length === 0;
    this.files.dataset.count = String(Math.min(files.length, 4));
    this.files.replaceChildren(...files.map((file) => make("li", {}, fileLink(file))));
  }

  /** @param {Video | null} video */
  #showFilm(video) {
    this.film.hidden = !video;
    if (!video) {
      this.film.replaceChildren();
      return;
    }
    const player = make("video", {
      src: video.url,
      controls: "",
      playsinline: "",
      preload: "metadata",
      width: String(video.width),
      height: String(video.height),
      "aria-label": say("video", { name: video.name }),
    });
    if (video.poster) player.poster = video.poster;
    // its place is kept before a byte of it has come
    player.style.aspectRatio = `${video.width} / ${video.height}`;
    this.bubble.style.setProperty("--shape", String(video.width / video.height));
    const trouble = make("p", { class: "trouble", role: "alert", hidden: "" }, say("video-failed"));
    player.addEventListener("error", () => (trouble.hidden = false));
    const save = make(
      "a",
      { class: "action", href: `${video.url}?save`, download: video.name },
      icon("save"),
      say("download"),
    );
    const { width, height, seconds, size } = video;
    const facts = [clockText(seconds), `${width} × ${height}`, sizeText(size)].join(" · ");
    this.film.replaceChildren(player, trouble, make("figcaption", {}, save, make("small", {}, facts)));
  }

  /** @param {Button[]} buttons */
  #showButtons(buttons) {
    const focused = this.buttons.contains(document.activeElement)
      ? document.activeElement?.textContent
      : undefined;
    this.buttons.hidden = buttons.length === 0;
    this.buttons.replaceChildren(...buttons.map((button) => this.#button(button)));
    if (focused) {
      const same = [...this.buttons.children].find((child) => child.textContent === focused);
      if (same instanceof HTMLElement) same.focus();
    }
  }

  /** @param {Button} button */
  #button(button) {
    const kind = button.kind === "suggestion" ? "chip" : `action ${button.kind}`;
    const element = make("button", { type: "button", class: kind }, labelOf(button));
    element.addEventListener("click", async () => {
      if (element.getAttribute("aria-disabled") === "true") return;
      element.setAttribute("aria-disabled", "true");
      await this.press(this, button);
      setTimeout(() => element.removeAttribute("aria-disabled"), 1_500);
    });
    return element;
  }
}

/**
 * Whether a message shows work that goes on; a list of what waits does not.
 * @param {Message} message
 * @returns {boolean}
 */
export function isWorking(message) {
  const live = message.by === "bot" && !message.final && !message.gone;
  return live && !message.buttons.some((button) => placeOf(button));
}

/**
 * The place in a list of what the button takes away, "" where it is another button.
 * @param {Button} button
 */
function placeOf(button) {
  return (button.kind === "cancel" && /\d+$/.exec(button.label)?.[0]) || "";
}

/**
 * What a button says: a cross and a number are no words.
 * @param {Button} button
 */
function labelOf(button) {
  const place = placeOf(button);
  return place && !/\p{L}/u.test(button.label) ? say("remove", { name: place }) : button.label;
}

/**
 * What the menu calls a command; other words stay as they are.
 * @param {string} text
 * @returns {string}
 */
function nameOf(text) {
  if (!/^\/[a-z]+$/.test(text)) return text;
  return document.querySelector(`[data-command="${text}"]`)?.textContent?.trim() || text;
}

/** @param {SharedFile} file */
function fileLink(file) {
  const link = make("a", { href: file.url, target: "_blank", rel: "noopener", title: file.name });
  const plain = () => {
    link.className = "file";
    link.replaceChildren(icon(ICONS[file.kind] ?? "document"), make("span", {}, file.name));
  };
  if (file.kind !== "picture") plain();
  else {
    const label = say("picture", { name: file.name });
    const picture = make("img", { src: file.url, alt: label, loading: "lazy", decoding: "async" });
    picture.addEventListener("error", plain); // not every browser knows every kind
    link.append(picture);
  }
  return link;
}

/** @type {Record<string, string>} */
const ICONS = { picture: "picture", video: "clip", audio: "sound", document: "document" };
