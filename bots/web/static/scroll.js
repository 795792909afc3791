/** Keeps the newest in view, unless somebody is reading further up. */

const NEAR = 96;

export class Scroll {
  #atEnd = true;
  #due = false;
  #top = 0;

  /**
   * @param {HTMLElement} scroller
   * @param {HTMLButtonElement} newest takes back to the end
   */
  constructor(scroller, newest) {
    this.scroller = scroller;
    this.newest = newest;
    scroller.addEventListener("scroll", () => this.#look(), { passive: true });
    newest.addEventListener("click", () => this.toEnd(true));
    // pictures get their height when they have come
    const watch = new ResizeObserver(() => this.follow());
    for (const child of [...scroller.children, scroller]) watch.observe(child);
  }

  /**
   * Something has been added or has grown.
   * @param {boolean} [own] it is one's own: then the end is what one wants to see
   */
  follow(own = false) {
    this.#atEnd ||= own;
    if (this.#due) return;
    this.#due = true;
    // many changes of one moment are one look at the page
    requestAnimationFrame(() => {
      this.#due = false;
      if (this.#atEnd) this.toEnd();
      else this.newest.hidden = false;
    });
  }

  /**
   * @param {boolean} [smoothly]
   */
  toEnd(smoothly = false) {
    this.#atEnd = true;
    this.newest.hidden = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const behavior = smoothly && !still ? "smooth" : "instant";
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior });
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < NEAR) {
      this.#atEnd = true;
      this.newest.hidden = true;
    } else if (scrollTop < this.#top) {
      this.#atEnd = false; // going up is somebody's wish; falling behind is only news
    }
    this.#top = scrollTop;
  }
}
