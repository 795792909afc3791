/** Files that are dropped anywhere on the page, or pasted. */

/**
 * @param {HTMLElement} curtain shown while files are held over the page
 * @param {(files: File[]) => void} take
 */
export function takeFiles(curtain, take) {
  let depth = 0;
  const hasFiles = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes("Files") ?? false;
  const cover = (/** @type {number} */ by) => {
    depth = Math.max(0, depth + by);
    curtain.hidden = depth === 0;
  };
  addEventListener("dragenter", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    cover(1);
  });
  addEventListener("dragleave", (event) => hasFiles(event) && cover(-1));
  addEventListener("dragover", (event) => {
    if (!hasFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    cover(-depth);
    take([...(event.dataTransfer?.files ?? [])]);
  });
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
}
