/** The chat's page: puts its parts together. */

import { Composer, wordsOf } from "./composer.js";
import { Feed } from "./feed.js";
import { MessageView } from "./message_view.js";
import { byId, newId, post, say } from "./page.js";
import { Scroll } from "./scroll.js";
import { takeFiles } from "./taking.js";

/** @typedef {import("./message_view.js").Message} Message */

const log = byId("log", HTMLOListElement);
const welcome = byId("welcome", HTMLElement);
const connection = byId("connection", HTMLParagraphElement);
const spoken = byId("spoken", HTMLDivElement);
const scroll = new Scroll(byId("scroller", HTMLElement), byId("newest", HTMLButtonElement));
const composer = new Composer(announce, () => scroll.toEnd());
/** @type {Map<string, MessageView>} */
const views = new Map();
let told = false;

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
  if (told && message.final && message.by === "bot") finished(message, worked === true);
  if (told) scroll.follow(!known && message.by === "you");
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
  hello() {
    if (connection.classList.contains("lost")) complain(say("online-again"));
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
    welcome.hidden = [...views.values()].some((view) => !view.message?.gone);
    scroll.toEnd();
  },
  lost() {
    connection.textContent = say("offline");
    connection.className = "lost";
  },
  refused(words) {
    connection.textContent = words;
    connection.className = "trouble";
  },
});

new MutationObserver(() => {
  if (told) welcome.hidden = log.childElementCount > 0;
}).observe(log, { childList: true });

addEventListener("beforeunload", (event) => {
  if (composer.isSending) event.preventDefault();
});

setInterval(() => {
  for (const view of views.values()) view.tick();
}, 1_000);

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.title = "Stillmotion";
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
takeFiles(byId("drop", HTMLDivElement), (files) => composer.add(files));
void feed.start();
