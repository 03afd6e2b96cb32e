// The editor of a pop-up or a slot: the preview follows what is typed, at the width of a desk or of a phone.
const form = document.getElementById("editor");
const frame = document.getElementById("preview");
const show = document.getElementById("show-preview");
const PAUSE = 600;
let waiting;

function refresh() {
  clearTimeout(waiting);
  form.requestSubmit(show);
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, PAUSE);
});

for (const button of document.querySelectorAll("[data-preview-width]")) {
  button.addEventListener("click", () => {
    frame.classList.toggle("is-phone", button.dataset.previewWidth === "phone");
    for (const other of document.querySelectorAll("[data-preview-width]")) other.setAttribute("aria-pressed", String(other === button));
  });
}
