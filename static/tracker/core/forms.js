// Forms: what happens to them, by the names of fields. Password, hidden, card and data-private fields do not exist for us; our own forms
// (data-lw-open) tell of themselves.
import { track } from "./events.js";
import { on, tell } from "./modules.js";
import { SECRET, clean, options, visible } from "./page.js";
import { keep, mode, recall } from "./store.js";

// By its name or id, where the page forgot to say it by `autocomplete`.
const looksSecret = RegExp(SECRET, "i");
let forms = new Map();
function secret(element) {
  const said = element.getAttribute("autocomplete");
  return /^(password|hidden)$/.test(element.type) || /\bcc-|password|one-time/.test(said) || element.closest("[data-private],[data-lw-open]");
}
function stateOf(form) {
  if (!forms.has(form)) forms.set(form, { ms: 0, field: "", attempts: 0, changed: {} });
  return forms.get(form);
}
function nameOf(form) {
  return clean(["id", "name", "action"].map((attribute) => form.getAttribute(attribute)).find(Boolean) || "form").slice(0, 100);
}
function tellForm(form, event, more) {
  const told = Object.assign({ form: nameOf(form) }, more);
  track(event, told);
  return told;
}
// Calls `then` with form, state and the field's name when the event is about a field that may be named.
function ofField(then) {
  return (event) => {
    const field = event.target;
    const name = field.form && !secret(field) && (field.getAttribute("name") || field.id);
    if (name && !looksSecret.test(name + " " + field.id) && mode !== "denied") then(field.form, stateOf(field.form), name.slice(0, 100));
  };
}
function viewed(form, state) {
  if (!state.seen) tellForm(form, "form_viewed");
  state.seen = 1;
}
export const typed = ofField((form, state, field) => {
  state.field = field;
  if (state.started) return;
  state.started = 1;
  viewed(form, state);
  tellForm(form, "form_started", { field });
});
export const changed = ofField((form, state, field) => {
  state.changed[field] = (state.changed[field] || 0) + 1;
  if (state.changed[field] === 2) tellForm(form, "field_corrected", { field });
});
export const invalid = ofField((form, state, field) => {
  if (!state.bad) setTimeout(() => failedForm(form, "invalid"));
  state.bad = [...(state.bad || []), field];
});
export function failedForm(form, reason) {
  const state = stateOf(form);
  state.attempts += state.done ? 0 : 1;
  state.done = 0;
  tellForm(form, "form_failed", { reason, fields: state.bad || [] });
  state.bad = 0;
}
export function submitted(event) {
  const form = event.target;
  if (secret(form)) return;
  const state = stateOf(form);
  state.done = 1;
  tellForm(form, "form_submitted", { attempts: ++state.attempts, ms: Math.round(state.ms) });
}
let ticked = 0;
export function tick() {
  const now = performance.now();
  const passed = Math.min(now - ticked, 2000);
  ticked = now;
  if (mode === "denied" || !visible()) return;
  for (const form of document.forms) {
    const box = form.getBoundingClientRect();
    if (!box.height || box.bottom < 0 || box.top > innerHeight || secret(form)) continue;
    const state = stateOf(form);
    viewed(form, state);
    state.ms += passed;
    // Each form for itself: one that merely stands in sight, such as a footer's, does not take the place of the one being filled.
    const mark = "hes_" + nameOf(form);
    if (state.done || state.ms <= 1000 * (options.hesitation || 20) || recall(mark) === recall("visit")) continue;
    const told = tellForm(form, "form_hesitated", { ms: Math.ceil(state.ms), field: state.field });
    keep(mark, recall("visit")); // which may have begun with what was told
    tell("hesitated", Object.assign(told, { element: form }));
  }
}
export function abandon() {
  forms.forEach((state, form) => state.started && !state.done && tellForm(form, "form_abandoned", { field: state.field }));
  forms = new Map();
}
// Somebody else sits here: whatever the last one did to a form was theirs.
on("reset", () => (forms = new Map()));
