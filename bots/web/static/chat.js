/** The chat's page: puts its parts together. */

import { Composer, wordsOf } from "./composer.js";
import { Feed } from "./feed.js";
import { MessageView } from "./message_view.js";
import { byId, make, newId, post, say, setClock } from "./page.js";
import { Scroll } from "./scroll.js";
import { takeFiles } from "./taking.js";

/** @typedef {import("./message_view.js").Message} Message */

/** A page that nobody looks at and in which nothing goes on follows the chat so long, ms. */
const REST_AFTER = 60_000;

const log = byId("log", HTMLOListElement);
const welcome = byId("welcome", HTMLElement);
const connection = byId("connection", HTMLParagraphElement);
const spoken = byId("spoken", HTMLDivElement);
const scroll = new Scroll(byId("scroller", HTMLElement), byId("newest", HTMLButtonElement));
const composer = new Composer(announce, () => scroll.toEnd());
/** @type {Map<string, MessageView>} */
const views = new Map();
let told = false;
let leftAt = Date.now();

/** @param {string} text */
function announce(text) {
  spoken.textContent = text;
}

/** @param {Message} message */
function show(message) {
  const known = views.get(message.id);
  const view = known ?? new MessageView(message.id, press);
  const worked = view.message && !view.message.final;
  view.show(message);
  if (!known) {
    views.set(message.id, view);
    place(view, message.place);
    quote(view, message.to);
    if (message.by === "you") composer.arrived(message.id);
  }
  if (!told) return;
  if (message.final && message.by === "bot") finished(message, worked === true);
  greet();
  scroll.follow(!known && message.by === "you");
}

/** Say what this is for, as long as nobody has said anything. */
function greet() {
  welcome.hidden = [...views.values()].some(({ message }) => message?.by === "you" && !message.gone);
}

/**
 * @param {MessageView} view
 * @param {number} where
 */
function place(view, where) {
  view.element.dataset.place = String(where);
  let after = log.lastElementChild;
  while (after && Number(/** @type {HTMLElement} */ (after).dataset.place) > where) {
    after = after.previousElementSibling;
  }
  if (after) after.after(view.element);
  else log.prepend(view.element);
}

/**
 * An answer that came later than other words says what it answers.
 * @param {MessageView} view
 * @param {string} to
 */
function quote(view, to) {
  const asked = views.get(to);
  if (!asked || asked.message?.gone) return;
  let above = view.element.previousElementSibling;
  while (above && !above.classList.contains("you")) above = above.previousElementSibling;
  if (above !== asked.element) view.answers(asked);
}

/**
 * Something has come to its end: say so to whoever does not look.
 * @param {Message} message
 * @param {boolean} worked it stood there before and has changed
 */
function finished(message, worked) {
  if (worked) announce(message.text);
  if (document.hidden && message.video) document.title = `● ${say("ready-title")} – Stillmotion`;
}

/**
 * @param {MessageView} view
 * @param {import("./message_view.js").Button} button
 */
async function press(view, button) {
  const fields = { message: view.message?.id ?? "", button: String(button.press), id: newId() };
  try {
    const answer = await post("press", fields);
    if (!answer.ok) complain(wordsOf(await answer.text()));
    else if (button.kind === "remix") composer.focus();
    return answer.ok;
  } catch {
    complain(say("sent-not"));
    return false;
  }
}

/** @param {string} text */
function complain(text) {
  connection.textContent = text;
  connection.className = "trouble";
  setTimeout(() => connection.textContent === text && (connection.textContent = ""), 6_000);
}

const feed = new Feed({
  hello(now) {
    setClock(now);
    if (connection.classList.contains("lost")) complain(say("online-again"));
    if (connection.classList.contains("resting")) connection.textContent = "";
    connection.className = "";
  },
  reset() {
    views.clear();
    log.setAttribute("aria-live", "off");
    log.replaceChildren();
    told = false;
  },
  message: show,
  ready() {
    told = true;
    log.setAttribute("aria-live", "polite"); // not before: nobody wants all of it read out
    document.body.dataset.state = "ready";
    greet();
    scroll.toEnd();
  },
  lost() {
    connection.textContent = say("offline");
    connection.className = "lost";
  },
  rest() {
    const on = make("button", { type: "button" }, say("go-on"));
    on.addEventListener("click", () => void feed.start());
    connection.replaceChildren(say("resting"), " ", on);
    connection.className = "resting";
  },
  refused(words) {
    connection.textContent = words;
    connection.className = "trouble";
  },
});

addEventListener("beforeunload", (event) => {
  if (composer.isSending) event.preventDefault();
});

setInterval(() => {
  let live = composer.isSending;
  for (const view of views.values()) live = view.tick() || live;
  // a browser has few connections for all its tabs
  if (document.hidden && !live && Date.now() - leftAt > REST_AFTER) feed.rest();
}, 1_000);

document.addEventListener("visibilitychange", () => {
  if (document.hidden) leftAt = Date.now();
  else document.title = "Stillmotion";
});

for (const button of welcome.querySelectorAll(".chip")) {
  button.addEventListener("click", () => {
    composer.write(button.textContent ?? "");
    if (composer.hasFiles) void composer.submit();
  });
}

for (const button of document.querySelectorAll("[data-command]")) {
  button.addEventListener("click", async () => {
    byId("more", HTMLDivElement).hidePopover();
    const text = /** @type {HTMLElement} */ (button).dataset.command ?? "";
    try {
      const answer = await post("say", { id: newId(), text });
      if (!answer.ok) complain(wordsOf(await answer.text()));
    } catch {
      complain(say("sent-not"));
    }
  });
}

byId("welcome-choose", HTMLButtonElement).addEventListener("click", () => composer.choose());
if (matchMedia("(pointer: fine)").matches) composer.focus(); // on a phone half the page would go
takeFiles(byId("drop", HTMLDivElement), (files) => composer.add(files));
void feed.start();
