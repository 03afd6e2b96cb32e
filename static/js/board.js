// The board by keyboard: arrows go from card to card, M opens the dialog that moves a lead; the button of a card opens it too.
import { isShortcut } from "./keys.js";

const board = document.querySelector("[data-board]");
const dialog = document.getElementById("move-card");
const ways = dialog ? JSON.parse(document.getElementById("board-ways").textContent) : {};

const lists = () => [...board.querySelectorAll(".board-cards")].map((list) => [...list.querySelectorAll(".board-card")]);

function open(card) {
  const to = dialog.querySelector("[name=to]");
  to.replaceChildren(...ways[card.dataset.stage].map(([key, name, back]) => new Option(back ? `${name} (${to.dataset.back})` : name, key)));
  dialog.querySelector("form").action = card.dataset.move;
  dialog.querySelector("[data-who]").textContent = card.querySelector(".board-name").textContent;
  needNote();
  dialog.showModal();
  to.focus();
}

// A way back by hand asks for a note; the server says so too.
function needNote() {
  const form = dialog.querySelector("form");
  const back = form.to.selectedOptions[0]?.textContent.endsWith(`(${form.to.dataset.back})`);
  const needed = back && form.reason.value === "manual";
  form.note.required = needed;
  form.querySelector("[data-optional]").hidden = needed;
}

function next(card, key) {
  const columns = lists();
  const x = columns.findIndex((cards) => cards.includes(card));
  const y = x < 0 ? 0 : columns[x].indexOf(card);
  if (x < 0) return columns.find((cards) => cards.length)?.[0];
  if (key === "ArrowDown" || key === "ArrowUp") return columns[x][y + (key === "ArrowDown" ? 1 : -1)];
  const step = key === "ArrowRight" ? 1 : -1;
  for (let at = x + step; columns[at]; at += step) if (columns[at].length) return columns[at][Math.min(y, columns[at].length - 1)];
  return undefined;
}

board?.addEventListener("keydown", (event) => {
  const card = event.target.closest(".board-card");
  if (event.key.startsWith("Arrow") && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey) {
    const found = next(card, event.key);
    if (!found) return;
    event.preventDefault();
    found.querySelector(".board-name").focus();
  } else if (event.key.toLowerCase() === "m" && card && dialog && isShortcut(event)) {
    event.preventDefault();
    open(card);
  }
});

board?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-board-move]");
  if (!button || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open(button.closest(".board-card"));
});
dialog?.addEventListener("change", needNote);

// Where the lead that was just moved stands now, or the board where it stands too low to be shown.
if (location.hash.startsWith("#card-")) (document.getElementById(location.hash.slice(1))?.querySelector(".board-name") ?? board)?.focus();
