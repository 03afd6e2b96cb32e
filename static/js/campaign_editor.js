// The template editor: the preview follows what is typed, and is shown at the width of a desk or of a phone.
const form = document.getElementById("editor");
const frame = document.getElementById("preview");
const show = document.getElementById("show-preview");
const PAUSE = 600;
let waiting;

function refresh() {
  clearTimeout(waiting);
  form.requestSubmit(show);
}

if (form && show) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) refresh();
  });
}

for (const button of document.querySelectorAll("[data-preview-width]")) {
  button.addEventListener("click", () => {
    frame.classList.toggle("is-phone", button.dataset.previewWidth === "phone");
    for (const other of document.querySelectorAll("[data-preview-width]")) other.setAttribute("aria-pressed", String(other === button));
  });
}
