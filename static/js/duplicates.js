// Keys of the queue of duplicates: J and K go from pair to pair, Enter opens one, D keeps the two apart. Never in a field or while an input method composes.
import { isShortcut } from "./keys.js";

const rows = [...document.querySelectorAll("[data-pair]")];
const here = () => rows.findIndex((row) => row.contains(document.activeElement));

function go(step) {
  const place = here();
  const next = rows[place < 0 ? 0 : Math.min(Math.max(place + step, 0), rows.length - 1)];
  next?.querySelector(".row-link").focus();
  next?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.repeat || !isShortcut(event)) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    event.preventDefault();
    go(key === "j" ? 1 : -1);
  } else if (key === "d") {
    // A pair that nobody has gone to is decided by nobody.
    const button = (rows.length ? rows[here()] : document)?.querySelector("[data-dismiss]");
    if (!button) return;
    event.preventDefault();
    button.click();
  }
});
