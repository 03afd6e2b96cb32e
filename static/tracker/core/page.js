// The page that the tracker stands on: its script's tag with the options, where Leadway is, and the addresses of this page view.
export const VERSION = "1.3.3";
export const script = document.currentScript;
export const options = script.dataset;
export const key = options.key;
export const host = script.src.replace(/\/t(@[\w.-]+)?\.js.*$/, "");
export const nav = navigator;
export const agent = nav.userAgent;
export const refused = !key || nav.globalPrivacyControl || (options.dnt !== "ignore" && (nav.doNotTrack === "1" || window.doNotTrack === "1"));

// The word of a QR code that led here; nothing of it stays in the address, nor is told.
export const word = (location.search.match(/[?&]lw_id=([^&]+)/) || [])[1];
if (word) history.replaceState(history.state, "", location.href.replace(/([?&])lw_id=[^&#]*&?/, "$1").replace(/[?&](?=#|$)/, ""));

export let current = location.href;
let referrer = document.referrer;
// The address is another one than before: where we were is now where we came from.
export function go() {
  referrer = current;
  current = location.href;
}

// Parts of names, of parameters and of fields, whose values look secret.
export const SECRET = "pass|pwd|secret|token|card|cv[cv]|csc|iban|\\bssn|_ssn|cc[-_n]|ccexp";
const secrets = RegExp("([?&#][^=&#]*(" + SECRET + "|lw-heat)[^=&#]*=)[^&#]*", "gi");
// Addresses without them.
export function clean(url) {
  return url.replace(secrets, "$1-");
}
export function where(url) {
  const at = new URL(clean(url));
  return { path: at.pathname, referrer: clean(referrer), search: at.search, title: document.title, url: at.href };
}
export function visible() {
  return document.visibilityState === "visible";
}
