// What is kept, and the consent that it is kept under: in localStorage where consent and browser allow it, else for the length of the page.
import { options, refused } from "./page.js";

const YEAR = 31536000; // seconds
// Consent: granted (a first-party id), cookieless (nothing is stored, the server makes an id for a day), denied (nothing leaves, nothing
// is stored), ask (events wait in memory for the choice). What the browser itself refuses (GPC, DNT) stays refused.
export const MODES = ["granted", "cookieless", "denied"];
export let mode = refused ? "denied" : MODES.includes(options.consent || "granted") ? options.consent || "granted" : "ask";
const memory = {};

function stored(name) {
  try {
    return localStorage.getItem("lw_" + name) || "";
  } catch (_) {
    return "";
  }
}
if (mode === "ask" && stored("consent")) mode = "granted";
export function recall(name) {
  return (mode === "granted" && stored(name)) || memory[name] || "";
}
// The names that begin so, of what earlier pages and other tabs have kept.
export function names(start) {
  try {
    if (mode === "granted") return Object.keys(localStorage).filter((name) => name.startsWith("lw_" + start)).map((name) => name.slice(3));
  } catch (_) {}
  return [];
}
export function keep(name, value) {
  if (value) memory[name] = value;
  else delete memory[name];
  if (mode !== "granted") return;
  try {
    if (value) localStorage.setItem("lw_" + name, value);
    else localStorage.removeItem("lw_" + name);
  } catch (_) {}
}
// The id goes, and of all that is kept, that of modules for this tab too, what `gone` matches.
export function wipe(gone) {
  setCookie("", 0);
  Object.keys(memory).forEach((name) => gone.test("lw_" + name) && delete memory[name]);
  try {
    [localStorage, sessionStorage].forEach((storage) => Object.keys(storage).forEach((name) => gone.test(name) && storage.removeItem(name)));
  } catch (_) {}
}
// Another consent than before: what may not be kept any more goes, what may be kept now is.
export function choose(wanted) {
  mode = wanted;
  if (mode !== "granted") return wipe(/^lw_/);
  Object.keys(memory).forEach((name) => keep(name, memory[name]));
  keep("consent", mode);
}

export function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The device's id: a first-party cookie for a year on the highest domain that takes one, and a copy in localStorage.
function cookie() {
  return (document.cookie.match(/(?:^|; )lw_aid=([^;]+)/) || [])[1] || "";
}
function setCookie(value, age) {
  const labels = location.hostname.split(".");
  const bare = labels.length < 2 || /^[\d.]+$/.test(location.hostname);
  for (let n = bare ? labels.length : 2; n <= labels.length; n++) {
    const domain = bare ? "" : "; domain=" + labels.slice(-n).join(".");
    document.cookie = "lw_aid=" + value + domain + "; path=/; max-age=" + age + "; SameSite=Lax" + (location.protocol === "https:" ? "; Secure" : "");
    if (age && cookie() === value) return;
  }
}
export function known() {
  return cookie() || recall("aid");
}
export function anonymousId() {
  if (mode !== "granted") return "";
  const id = known() || random();
  setCookie(id, YEAR);
  keep("aid", id);
  return id;
}
