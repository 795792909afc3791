/** Follows the chat by server-sent events, across restarts of the server and of the network. */

import { wordsOf } from "./composer.js";
import { beat, post } from "./page.js";

/**
 * @typedef {import("./message_view.js").Message} Message
 * @typedef {object} Told
 * @property {(now: number) => void} hello connected; the server's clock, seconds
 * @property {() => void} reset all that was told before is void
 * @property {(message: Message) => void} message one is new or has changed
 * @property {() => void} ready all that there was has been told
 * @property {() => void} lost the connection is lost
 * @property {() => void} rest newer tabs need the connection; `start` takes it back
 * @property {(words: string) => void} refused the server wants us no more, and says why
 */

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 1_500;

const greet = () => post("hello", {});

export class Feed {
  /** @type {EventSource | undefined} */
  #source;
  #since = "";
  #pause = FIRST_PAUSE;
  #heardAt = 0;
  #starting = false;
  /** @type {number | undefined} */
  #again;

  /** @param {Told} told */
  constructor(told) {
    this.told = told;
    // a connection can be dead without anybody having said so, above all after sleep
    setInterval(() => {
      if (this.#source && Date.now() - this.#heardAt > beat * 2_500) this.#lose();
    }, 1_000);
    const wake = () => document.hidden || this.#source || void this.start();
    for (const name of ["online", "focus"]) addEventListener(name, wake);
    document.addEventListener("visibilitychange", wake);
  }

  /** Connect, or connect again. */
  async start() {
    if (this.#starting) return;
    this.#starting = true;
    clearTimeout(this.#again);
    try {
      // one tab after the other: two new ones at once would each be given a chat
      const answer = await (navigator.locks?.request("hello", greet) ?? greet());
      if (answer.status === 403) this.told.refused(wordsOf(await answer.text()));
      if (answer.ok) this.#listen();
      else this.#later();
    } catch {
      this.#lose();
    } finally {
      this.#starting = false;
    }
  }

  #listen() {
    this.rest();
    const source = new EventSource(`events?since=${encodeURIComponent(this.#since)}`);
    this.#source = source;
    this.#heardAt = Date.now();
    /**
     * @param {string} name
     * @param {(data: string) => void} act
     */
    const on = (name, act) =>
      source.addEventListener(name, (event) => {
        this.#heardAt = Date.now();
        if (event.lastEventId) this.#since = event.lastEventId;
        act(event.data);
      });
    on("hello", (data) => {
      this.#pause = FIRST_PAUSE;
      this.told.hello(JSON.parse(data).now);
    });
    on("reset", () => this.told.reset());
    on("message", (data) => this.told.message(JSON.parse(data)));
    on("ready", () => this.told.ready());
    on("beat", () => {});
    on("rest", () => {
      this.rest();
      this.told.rest();
    });
    source.addEventListener("error", () => this.#lose());
  }

  /** Leave the connection to others, until somebody looks here again. */
  rest() {
    this.#source?.close();
    this.#source = undefined;
  }

  /** The browser would try again by itself after some errors but not after others: we always do. */
  #lose() {
    this.rest();
    this.told.lost();
    this.#later();
  }

  #later() {
    clearTimeout(this.#again);
    // those who lost the same server do not all come back in one moment
    const pause = this.#pause * (0.75 + Math.random() / 2);
    this.#again = setTimeout(() => void this.start(), pause);
    this.#pause = Math.min(this.#pause * 1.6, LONGEST_PAUSE);
  }
}
