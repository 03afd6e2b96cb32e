// Keys of the focus queue: 1–6 result, S then 1–3 snooze, J/K next and previous, N note, C call, E mail. Never in a field or while an input method composes.
import { isShortcut } from "./keys.js";

const queue = document.querySelector("[data-queue]");
const snooze = () => queue.querySelector("[data-snooze]");

// Until the next lead stands there a key means nothing: it must never decide about a lead that nobody has read.
let busy = false;
document.addEventListener("htmx:beforeRequest", () => { busy = true; });
document.addEventListener("htmx:afterRequest", () => { busy = false; });

document.addEventListener("keydown", (event) => {
  // Out of the note without the mouse.
  if (event.key === "Escape" && !event.isComposing && queue.contains(event.target)) {
    if (snooze()) snooze().open = false;
    event.target.blur();
    return;
  }
  if (busy || event.repeat || !isShortcut(event)) return;
  const inQueue = event.target === document.body || event.target.id === "content" || queue.contains(event.target);
  if (!inQueue) return;
  const resting = snooze()?.open && /^[1-3]$/.test(event.key);
  const chosen = queue.querySelector(resting ? `[data-snooze-key="${event.key}"]` : `[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!chosen) return;
  event.preventDefault();
  if (chosen.matches("textarea")) chosen.focus();
  else chosen.click();
});

// The next lead is read from its top, and screen readers hear whose it is.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "focus") window.scrollTo({ top: 0 });
});
