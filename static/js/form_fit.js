// Shows the fields of one of our forms that belong to what is answered, as capture/domain/conditions.py decides it. A hidden field answers
// nothing, so what depends on it is hidden too. Without this every field stands there, with a hint.
function answers(form, name) {
  const found = [];
  new FormData(form).getAll(name).forEach((value) => typeof value === "string" && value.trim() && found.push(value.trim()));
  const part = form.querySelector("[data-lw-when][hidden] [name=" + CSS.escape(name) + "]");
  return part ? [] : found;
}
function fit(form) {
  for (const part of form.querySelectorAll("[data-lw-when]")) {
    const given = answers(form, part.dataset.lwWhen);
    part.hidden = part.dataset.lwEquals ? !given.includes(part.dataset.lwEquals) : !given.length;
  }
}
export function follow(form) {
  form.querySelectorAll("[data-lw-hint]").forEach((hint) => (hint.hidden = true));
  fit(form);
  form.addEventListener("input", () => fit(form));
}
