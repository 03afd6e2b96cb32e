// What is kept, and the consent that it is kept under: in localStorage where consent and browser allow it, else for the length of the page.
import { options, refused } from "./page.js";

const YEAR = 365 * 24 * 3600;
// Consent: granted (a first-party id), cookieless (nothing is stored, the server makes an id for a day), denied (nothing leaves, nothing
// is stored), ask (events wait in memory for the choice). What the browser itself refuses (GPC, DNT) stays refused.
export const MODES = ["granted", "cookieless", "denied"];
export let mode = refused ? "denied" : MODES.includes(options.consent || "granted") ? options.consent || "granted" : "ask";
let memory = {};

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
// The names that begin so, of what is kept.
export function names(start) {
  const found = Object.keys(memory);
  try {
    if (mode === "granted") Object.keys(localStorage).forEach((name) => name.startsWith("lw_") && found.push(name.slice(3)));
  } catch (_) {}
  return [...new Set(found)].filter((name) => name.startsWith(start));
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
// Another consent than before: what may not be kept any more goes, what may be kept now is.
export function choose(wanted) {
  mode = wanted;
  if (mode === "granted") {
    Object.keys(memory).forEach((name) => keep(name, memory[name]));
    return keep("consent", mode);
  }
  memory = {};
  setCookie("", 0);
  try {
    Object.keys(localStorage).forEach((name) => name.startsWith("lw_") && localStorage.removeItem(name));
  } catch (_) {}
}

export function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The device's id: a first-party cookie for a year on the highest domain that takes one, and a copy in localStorage.
function cookie() {
  return (document.cookie.match(/(?:^|; )lw_aid=([^;]+)/) || [])[1] || "";
}
export function setCookie(value, age) {
  const labels = location.hostname.split(".");
  for (let n = labels.length > 1 && !/^[\d.]+$/.test(location.hostname) ? 2 : labels.length; n <= labels.length; n++) {
    const domain = labels.length > 1 && !/^[\d.]+$/.test(location.hostname) ? "; domain=" + labels.slice(-n).join(".") : "";
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
