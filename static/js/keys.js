// Whether a single key is meant as a shortcut: not in a field, not while an input method composes, not when the person switched them off.
export const STORE = "single-key-shortcuts";

export const isOn = () => localStorage.getItem(STORE) !== "off";

export function isShortcut(event) {
  if (!isOn() || event.isComposing || event.keyCode === 229 || event.defaultPrevented) return false;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return false;
  return !event.target.closest("input, textarea, select, [contenteditable]");
}
