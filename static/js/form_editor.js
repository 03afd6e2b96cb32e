// The form editor: fields are added, moved and removed in place, and the preview follows what is typed. Without it the buttons do the
// same by way of the server.
const form = document.getElementById("editor");
const list = document.getElementById("asks");
const blank = document.getElementById("blank");
const said = document.getElementById("said");
const preview = document.getElementById("preview");
const PAUSE = 400;
let fresh = 0;
let waiting = 0;
let language = "";
let asked = 0;

function rows() {
  return [...list.querySelectorAll(":scope > [data-ask]")];
}
function number() {
  rows().forEach((row, place) => {
    for (const button of row.querySelectorAll("[data-move]")) button.value = button.dataset.move + ":" + (place + 1);
  });
}
// Shows only the inputs that belong to the field's kind.
function fit(row) {
  const kind = row.querySelector("[name=kind]").value;
  for (const part of row.querySelectorAll("[data-only]")) part.hidden = !part.dataset.only.split(" ").includes(kind);
  for (const part of row.querySelectorAll("[data-not]")) part.hidden = part.dataset.not.split(" ").includes(kind);
}
function title(row) {
  const text = row.querySelector("[name=label_en]").value || row.querySelector("[name=label_zh]").value || row.querySelector("[name=key]").value;
  row.querySelector("legend").textContent = text || "…";
  return text;
}
async function show() {
  clearTimeout(waiting);
  const now = ++asked;
  const told = new FormData(form);
  told.delete("do");
  told.set("preview_language", language);
  const answer = await fetch(form.dataset.preview, { method: "POST", body: told });
  const html = answer.ok ? await answer.text() : "";
  if (html && now === asked) preview.innerHTML = html;
}
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE);
}
function move(row, where, button) {
  const all = rows();
  const place = all.indexOf(row);
  if (where === "remove") {
    const next = all[place + 1] || all[place - 1];
    row.remove();
    (next ? next.querySelector("[name=label_en]") : document.getElementById("add_kind")).focus();
  } else {
    const other = all[place + (where === "up" ? -1 : 1)];
    if (!other) return;
    if (where === "up") other.before(row);
    else other.after(row);
    button.focus();
    said.textContent = title(row) + ": " + (rows().indexOf(row) + 1) + " / " + all.length;
  }
  number();
  later();
}
function add() {
  const kind = document.getElementById("add_kind").value;
  const holder = document.createElement("div");
  holder.innerHTML = blank.innerHTML.replaceAll("__row__", "new" + ++fresh);
  const row = holder.firstElementChild;
  row.querySelector("[name=kind]").value = kind;
  row.querySelector("[name=maps]").value = kind === "consent" ? "event" : "attribute";
  const taken = new Set([...list.querySelectorAll("[name=key]")].map((input) => input.value));
  let key = 1;
  while (taken.has(kind + "_" + key)) key++;
  row.querySelector("[name=key]").value = kind + "_" + key;
  list.append(row);
  fit(row);
  title(row);
  number();
  row.querySelector("[name=label_en]").focus();
  later();
}

if (form) {
  rows().forEach(fit);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move], [data-add]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-add]")) add();
    else move(button.closest("[data-ask]"), button.dataset.move, button);
  });
  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-ask]");
    if (row) {
      fit(row);
      title(row);
    }
    later();
  });
  // Alt and an arrow move the field in which the focus is.
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-ask]");
    const where = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!row || !event.altKey || !where || event.isComposing) return;
    event.preventDefault();
    move(row, where, event.target);
  });
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      language = button.dataset.language;
      show();
    });
  }
}
