// What every page needs: the CSRF header for htmx, toasts, confirmation, dialogs, row links, copying, forms that send themselves.
const token = document.querySelector('meta[name="csrf-token"]').content;

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token;
});

// Toasts: `HX-Trigger: {"toast": {"text": …, "level": "success"}}` from the server, or a `toast` event with the same detail from a module.
const toasts = document.getElementById("toasts");

function toast(text, level = "info") {
  const line = document.getElementById("toast-shape").content.firstElementChild.cloneNode(true);
  line.classList.add(`toast-${level}`);
  line.firstElementChild.textContent = text;
  toasts.append(line);
  rest(line);
}

function rest(line) {
  if (!line.matches(".toast-error, .toast-warning")) setTimeout(() => line.remove(), 10_000);
}

toasts.querySelectorAll("[data-toast]").forEach(rest);
toasts.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-toast]")) event.target.closest("[data-toast]").remove();
});
document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.level));

const errorText = (key) => document.getElementById("error-texts").content.querySelector(`[data-error="${key}"]`).textContent;
// A piece that a page fetches after itself says that it is on its way; then it is there, or a toast says why not.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.getAttribute("hx-swap") !== "none") event.detail.elt.removeAttribute("aria-busy");
});
document.addEventListener("htmx:sendError", () => toast(errorText("offline"), "error"));
document.addEventListener("htmx:responseError", (event) => {
  const kind = { 403: "forbidden", 404: "gone", 410: "gone" }[event.detail.xhr.status] ?? "server";
  toast(errorText(kind), "error");
});

// Confirmation: `<form data-confirm="…" data-confirm-action="Remove">`; htmx requests use hx-confirm.
const confirmDialog = document.getElementById("confirm");

function ask(text, action) {
  const yes = confirmDialog.querySelector("[data-confirm-yes]");
  confirmDialog.querySelector("#confirm-text").textContent = text;
  yes.textContent = action || yes.dataset.default;
  confirmDialog.returnValue = "no";
  confirmDialog.showModal();
  return new Promise((resolve) => {
    confirmDialog.addEventListener("close", () => resolve(confirmDialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-confirm]") || form.dataset.confirmed) return;
  event.preventDefault();
  const submitter = event.submitter;
  if (!(await ask(form.dataset.confirm, form.dataset.confirmAction))) return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter);
  delete form.dataset.confirmed;
});
document.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question, event.detail.elt.dataset.confirmAction)) event.detail.issueRequest(true);
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) document.getElementById(opener.dataset.openDialog).showModal();
  if (event.target instanceof HTMLDialogElement && event.target.matches(".dialog")) event.target.close();
  const copier = event.target.closest("[data-copy]");
  if (copier) copy(copier);
  const row = event.target.closest("tr[data-href]");
  if (row && !event.target.closest("a, button, input, select, label, form") && !String(getSelection())) go(row, event);
});

function go(row, event) {
  if (event.metaKey || event.ctrlKey) window.open(row.dataset.href, "_blank", "noopener");
  else window.location.assign(row.dataset.href);
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    toast(button.dataset.copied, "success");
  } catch {
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
  }
}

// Filters that apply as soon as they are chosen: `<form data-auto-submit>`.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto-submit]");
  if (form && !event.target.matches("[type=search], [type=text]")) form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  // A clean address: what is empty is not part of the state.
  if (event.target.method === "get") {
    for (const field of event.target.elements) if (field.name && field.value === "") field.disabled = true;
  }
});
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll('form[method="get"] [name]:disabled')) field.disabled = false;
});
