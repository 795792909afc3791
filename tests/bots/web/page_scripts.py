"""What the tests run inside the page."""

HAND_OVER = """([kind, target, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], `${kind}.jpg`, {type: "image/jpeg"}));
  const event = kind === "paste"
    ? new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
    : new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true});
  const element = document.querySelector(target);
  if (kind === "drop") {
    element.dispatchEvent(new DragEvent("dragenter", {dataTransfer: data, bubbles: true}));
    if (document.getElementById("drop").hidden) throw new Error("no curtain");
  }
  element.dispatchEvent(event);
}"""
HIDE = """() => {
  const now = Date.now;
  Date.now = () => now() - 3_600_000;
  Object.defineProperty(document, "hidden", {get: () => true, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
  Date.now = now;
}"""
"""Nobody has looked at the page for an hour."""
SHOW = """() => {
  delete document.hidden;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
HURRY = """
  window.pauses = [];
  const later = window.setTimeout;
  window.setTimeout = (act, pause) => {
    window.pauses.push(pause);
    return later(act, 0);
  };
"""
"""Nobody waits for a timer; how long they were to be is in ``pauses``."""
LOCK_AWAITED = """async () => {
  for (let look = 0; look < 500; look += 1) {
    if ((await navigator.locks.query()).pending.length) return true;
    await new Promise((done) => setTimeout(done, 10));
  }
  return false;
}"""
LISTEN = """() => {
  window.heard = [];
  new MutationObserver(() => window.heard.push(document.getElementById("spoken").textContent))
    .observe(document.getElementById("spoken"), {childList: true});
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll("button, a")]
  .filter((element) => element.checkVisibility() && !element.closest("#chosen, .text")
    && !element.classList.contains("skip"))
  .filter((element) => {
    const {width, height} = element.getBoundingClientRect();
    return width < 38 || height < 38;
  })
  .map((element) => element.textContent.trim() || element.ariaLabel)"""
WEAK_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (color) => {
    const [r, g, b] = rgba(color).map((c) => c / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (rgba(color)[3] > 200) return color;
    }
    return "white";
  };
  const weak = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    if (element.closest(".unseen, .skip, noscript")) continue;
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.add(`${element.textContent.trim()}: ${ratio.toFixed(2)}`);
  }
  return [...weak];
}"""
