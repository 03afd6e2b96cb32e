// `g` + letter jumps, `/` searches, `?` shows the sheet. Never inside a field, never while an input method composes, and a person can switch them off.
import { isOn, isShortcut, STORE } from "./keys.js";

const sheet = document.getElementById("shortcuts");
const list = sheet.querySelector("[data-shortcut-list]");
const box = sheet.querySelector("[data-shortcuts-switch]");
let waiting = 0;

for (const link of document.querySelectorAll("[data-jump]")) {
  const line = document.createElement("div");
  const keys = document.createElement("dt");
  for (const key of ["g", link.dataset.jump]) keys.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  line.append(keys, Object.assign(document.createElement("dd"), { textContent: link.textContent.trim() }));
  list.append(line);
}

box.checked = isOn();
box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event)) return;
  const jump = waiting > Date.now() && document.querySelector(`[data-jump="${CSS.escape(event.key)}"]`);
  waiting = 0;
  if (jump) {
    event.preventDefault();
    window.location.assign(jump.href);
  } else if (event.key === "g") waiting = Date.now() + 1500;
  else if (event.key === "?") sheet.showModal();
  else if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
  }
});
