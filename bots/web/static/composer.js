/** The box at the bottom: words and files, until the server has them. */

import { byId, icon, make, mostBytes, mostFiles, newId, say, sizeText } from "./page.js";

const DRAFT = "stillmotion-draft";

/** @typedef {{file: File, url: string}} Chosen */

export class Composer {
  /** @type {Chosen[]} */
  #files = [];
  /** The id of what is in the box; the same as long as that is the same. */
  #id = newId();
  #sending = false;
  #text = byId("text", HTMLTextAreaElement);
  #chosen = byId("chosen", HTMLUListElement);
  #problem = byId("problem", HTMLParagraphElement);
  #upload = byId("upload", HTMLDivElement);
  #send = byId("send", HTMLButtonElement);
  #form = byId("composer", HTMLFormElement);
  #picker = byId("files", HTMLInputElement);

  /**
   * @param {(text: string) => void} announce reads something out
   * @param {() => void} sent a message has gone out
   */
  constructor(announce, sent) {
    this.announce = announce;
    this.sent = sent;
    this.#text.value = sessionStorage.getItem(DRAFT) ?? "";
    this.#text.addEventListener("input", () => this.#edited());
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.#picker.addEventListener("change", () => {
      this.add([...(this.#picker.files ?? [])]);
      this.#picker.value = "";
    });
    byId("choose", HTMLButtonElement).addEventListener("click", () => this.choose());
    this.#grow();
    this.#showState();
  }

  /** Whether there are files in the box. */
  get hasFiles() {
    return this.#files.length > 0;
  }

  /** Whether something is on its way that leaving the page would break off. */
  get isSending() {
    return this.#sending;
  }

  /** Open the file chooser. */
  choose() {
    this.#picker.click();
  }

  focus() {
    this.#text.focus();
  }

  /**
   * Put words into the box.
   * @param {string} text
   */
  write(text) {
    if (this.#sending) return;
    this.#text.value = text;
    this.#edited();
    this.#text.focus();
  }

  /**
   * Add files to the box.
   * @param {File[]} files
   */
  add(files) {
    if (this.#sending || files.length === 0) return;
    /** @type {string[]} */
    const problems = [];
    for (const file of files) {
      if (this.#files.length >= mostFiles) {
        problems.push(say("too-many", { most: mostFiles }));
        break;
      }
      const name = file.name;
      if (file.size > mostBytes)
        problems.push(say("file-too-large", { name, size: sizeText(mostBytes) }));
      else if (file.size === 0) problems.push(say("file-empty", { name }));
      else this.#files.push({ file, url: URL.createObjectURL(file) });
    }
    this.#chose(problems.join("\n"));
    if (problems.length === 0) this.announce(say("files-chosen", { count: this.#files.length }));
    this.#text.focus();
  }

  /** Send what is in the box. */
  async submit() {
    await this.#submit();
  }

  /**
   * The server has a message: if it is the one in the box, its answer got lost on the way.
   * @param {string} id
   */
  arrived(id) {
    if (id === `u-${this.#id}`) this.#clear();
  }

  async #submit() {
    if (this.#sending || !this.#hasContent()) return;
    const text = this.#text.value;
    const files = this.#files;
    this.#setSending(true);
    this.#complain("");
    const id = this.#id;
    const problem = await deliver(id, text, files, (part) => this.#showUpload(part));
    this.#setSending(false);
    if (this.#id !== id) return; // it came by the feed in the meantime
    if (problem === "") this.#clear();
    else {
      this.#complain(problem);
      this.#send.setAttribute("aria-label", say("try-again"));
    }
    this.#text.focus();
  }

  #clear() {
    for (const { url } of this.#files) URL.revokeObjectURL(url);
    this.#files = [];
    this.#text.value = "";
    this.#chose();
    this.sent();
  }

  #hasContent() {
    return this.#text.value.trim() !== "" || this.#files.length > 0;
  }

  #edited() {
    this.#id = newId();
    sessionStorage.setItem(DRAFT, this.#text.value);
    this.#grow();
    this.#showState();
  }

  #showState() {
    this.#send.disabled = !this.#hasContent() && !this.#sending;
    this.#send.setAttribute("aria-label", say("send"));
  }

  /** @param {string} text */
  #complain(text) {
    this.#problem.hidden = text === "";
    this.#problem.textContent = text;
  }

  /** @param {boolean} sending */
  #setSending(sending) {
    this.#sending = sending;
    this.#text.readOnly = sending;
    this.#form.setAttribute("aria-busy", String(sending));
    if (!sending) this.#upload.hidden = true;
    this.#showState();
  }

  /** @param {number} part from 0 to 1 */
  #showUpload(part) {
    const percent = Math.floor(part * 100);
    this.#upload.hidden = this.#files.length === 0;
    this.#upload.setAttribute("aria-valuenow", String(percent));
    this.#upload.setAttribute("aria-valuetext", say("sending", { percent }));
    /** @type {HTMLElement} */ (this.#upload.firstElementChild).style.width = `${percent}%`;
  }

  #grow() {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // while a Chinese word is being chosen, Enter chooses it
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    void this.#submit();
  }

  /** There are other files now; `problem` says which could not be taken. */
  #chose(problem = "") {
    this.#chosen.hidden = this.#files.length === 0;
    this.#chosen.replaceChildren(...this.#files.map((chosen) => this.#chip(chosen)));
    this.#edited();
    this.#complain(problem);
  }

  /** @param {Chosen} chosen */
  #chip(chosen) {
    const { file, url } = chosen;
    const plain = make("span", { class: "face" }, icon(faceOf(file.type)), make("small", {}, file.name));
    const face = file.type.startsWith("image/") ? make("img", { src: url, alt: file.name }) : plain;
    face.addEventListener("error", () => face.replaceWith(plain)); // a name proves nothing
    const label = say("remove", { name: file.name });
    const remove = make("button", { type: "button", "aria-label": label, title: label }, icon("remove"));
    remove.addEventListener("click", () => this.#remove(chosen));
    return make("li", { title: file.name }, face, remove);
  }

  /** @param {Chosen} chosen */
  #remove(chosen) {
    if (this.#sending) return;
    const place = this.#files.indexOf(chosen);
    URL.revokeObjectURL(chosen.url);
    this.#files = this.#files.filter((other) => other !== chosen);
    this.#chose();
    this.announce(say("files-removed", { name: chosen.file.name }));
    const next = this.#chosen.querySelectorAll("button")[Math.min(place, this.#files.length - 1)];
    (next ?? this.#text).focus();
  }
}

/**
 * Send a message; "" when the server has it, else why not, in words.
 * @param {string} id
 * @param {string} text
 * @param {Chosen[]} files
 * @param {(part: number) => void} progress
 * @returns {Promise<string>}
 */
function deliver(id, text, files, progress) {
  const form = new FormData();
  form.append("id", id);
  form.append("text", text);
  for (const { file } of files) form.append("files", file, file.name);
  // fetch can't tell how much of a body has gone out
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
  return new Promise((resolve) => {
    request.addEventListener("load", () => {
      resolve(request.status === 200 ? "" : wordsOf(request.responseText));
    });
    for (const name of ["error", "abort", "timeout"])
      request.addEventListener(name, () => resolve(say("sent-not")));
    request.open("POST", "say");
    request.send(form);
  });
}

/**
 * The words in an answer that is a no.
 * @param {string} answer
 * @returns {string}
 */
export function wordsOf(answer) {
  try {
    return JSON.parse(answer).error || say("failed");
  } catch {
    return say("failed");
  }
}

/** @param {string} type */
function faceOf(type) {
  if (type.startsWith("image/")) return "picture";
  if (type.startsWith("video/")) return "clip";
  return type.startsWith("audio/") ? "sound" : "document";
}
