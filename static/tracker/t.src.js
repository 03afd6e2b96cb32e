// The tracker that customers put on their sites:
//   <script defer src="https://leadway.example/t.js" data-key="wk_…"></script>
// Page views (single-page apps too), engagement time, links, forms (names of fields, never values), identify, track, group, alias.
// No eval, no inline code, no styles: it runs under a strict CSP with `script-src` and `connect-src` of its host. Options and
// consent: docs/tracker.md. Calls made before it has loaded: `window.leadway = window.leadway || []; leadway.push(["track", "name", {…}])`.
const VERSION = "1.1.0";
const script = document.currentScript;
const options = script.dataset;
const key = options.key;
const host = script.src.replace(/\/t(@[\w.-]+|\.src)?\.js.*$/, "");
const address = host + "/v1/batch";
const early = window.leadway;
const nav = navigator;
const agent = nav.userAgent;
const refused = !key || nav.globalPrivacyControl || (options.dnt !== "ignore" && (nav.doNotTrack === "1" || window.doNotTrack === "1"));
const YEAR = 365 * 24 * 3600;
const HALF_HOUR = 1800000;
const LONGEST_QUEUE = 100;
const LARGEST_SEND = 60000;

// Consent: granted (a first-party id), cookieless (nothing is stored, the server makes an id for a day), denied (nothing leaves, nothing
// is stored), ask (events wait in memory for the choice). What the browser itself refuses (GPC, DNT) stays refused.
const MODES = ["granted", "cookieless", "denied"];
let mode = refused ? "denied" : MODES.includes(options.consent || "granted") ? options.consent || "granted" : "ask";
let held = [];

// What is kept: in localStorage where consent and browser allow it, else for the length of the page.
let memory = {};
function stored(name) {
  try {
    return localStorage.getItem("lw_" + name) || "";
  } catch (_) {
    return "";
  }
}
if (mode === "ask" && stored("consent")) mode = "granted";
function recall(name) {
  return (mode === "granted" && stored(name)) || memory[name] || "";
}
function keep(name, value) {
  memory[name] = value;
  if (mode !== "granted") return;
  try {
    if (value) localStorage.setItem("lw_" + name, value);
    else localStorage.removeItem("lw_" + name);
  } catch (_) {}
}
function forget() {
  memory = {};
  queue = [];
  setCookie("", 0);
  try {
    Object.keys(localStorage).forEach((name) => name.startsWith("lw_") && localStorage.removeItem(name));
  } catch (_) {}
}

function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The device's id: a first-party cookie for a year on the highest domain that takes one, and a copy in localStorage.
function cookie() {
  return (document.cookie.match(/(?:^|; )lw_aid=([^;]+)/) || [])[1] || "";
}
function setCookie(value, age) {
  const labels = location.hostname.split(".");
  for (let n = labels.length > 1 && !/^[\d.]+$/.test(location.hostname) ? 2 : labels.length; n <= labels.length; n++) {
    const domain = labels.length > 1 && !/^[\d.]+$/.test(location.hostname) ? "; domain=" + labels.slice(-n).join(".") : "";
    document.cookie = "lw_aid=" + value + domain + "; path=/; max-age=" + age + "; SameSite=Lax" + (location.protocol === "https:" ? "; Secure" : "");
    if (age && cookie() === value) return;
  }
}
function anonymousId() {
  if (mode !== "granted") return "";
  const id = cookie() || recall("aid") || random();
  setCookie(id, YEAR);
  keep("aid", id);
  return id;
}

// The queue outlives the page: what could not be sent is sent by the next one. The server stores each messageId once.
let queue = [];
let timer = 0;
let failures = 0;
let sending = 0;
try {
  queue = JSON.parse(recall("q") || "[]");
} catch (_) {}

function save() {
  queue = queue.slice(-LONGEST_QUEUE);
  keep("q", queue.length ? JSON.stringify(queue) : "");
}
function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(flush, ms);
}
function parcel(events) {
  return JSON.stringify({ batch: events, writeKey: key, sentAt: new Date().toISOString() });
}
function head() {
  let count = queue.length;
  while (count > 1 && parcel(queue.slice(0, count)).length > LARGEST_SEND) count = count >> 1;
  return queue.slice(0, count);
}
function taken(events) {
  const ids = new Set(events.map((event) => event.messageId));
  queue = queue.filter((event) => !ids.has(event.messageId));
  save();
}
function failed() {
  failures++;
  later(Math.min(1000 * 2 ** failures, 60000));
}
function flush() {
  if (sending || !queue.length) return;
  const events = head();
  sending = 1;
  // Plain text needs no preflight.
  fetch(address, { method: "POST", body: parcel(events), keepalive: true, credentials: "omit", headers: { "Content-Type": "text/plain" } })
    .then((answer) => {
      sending = 0;
      if (answer.status === 429 || answer.status >= 500) return failed();
      failures = 0;
      taken(events);
      if (queue.length) later(0);
    })
    .catch(() => {
      sending = 0;
      failed();
    });
}
function flushLast() {
  if (!queue.length) return;
  const events = head();
  if (nav.onLine !== false && nav.sendBeacon && nav.sendBeacon(address, parcel(events))) taken(events);
  else flush();
}

let current = location.href;
let referrer = document.referrer;

// Addresses without what looks secret.
function clean(url) {
  return url.replace(/([?&#][^=&#]*(?:pass|pwd|secret|token|card|cvc|cvv|iban|ssn|lw-heat)[^=&#]*=)[^&#]*/gi, "$1-");
}
function where(url) {
  const at = new URL(clean(url));
  return { path: at.pathname, referrer: clean(referrer), search: at.search, title: document.title, url: at.href };
}

function send(type, fields) {
  if (mode === "denied") return;
  const event = {
    type,
    messageId: "lw-" + random(),
    timestamp: new Date().toISOString(),
    context: {
      page: where(current),
      userAgent: agent,
      locale: nav.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      screen: { width: screen.width, height: screen.height },
      library: { name: "leadway.js", version: VERSION },
    },
  };
  Object.assign(event, fields);
  if (mode === "ask") held = [...held, event].slice(-LONGEST_QUEUE);
  else admit(event);
}
function admit(event) {
  const userId = recall("uid");
  if (mode === "granted") event.anonymousId = anonymousId();
  else event.context.cookieless = true;
  if (userId && !event.userId) event.userId = userId;
  queue.push(event);
  save();
  later(failures ? 1000 : 100);
}
function consent(wanted) {
  if (refused || !MODES.includes(wanted)) return mode;
  if (wanted !== "granted") forget();
  mode = wanted;
  const waiting = held;
  held = [];
  if (mode === "granted") {
    Object.keys(memory).forEach((name) => keep(name, memory[name]));
    keep("consent", mode);
  }
  if (mode !== "denied") {
    begin();
    waiting.forEach(admit);
  }
  tell("consent", mode);
  return mode;
}

function track(event, properties) {
  send("track", { event, properties: properties || {} });
}
function page(name, properties) {
  const seen = where(location.href);
  const hash = "hash" in options && location.hash;
  name = name || (hash && seen.path + hash);
  send("page", Object.assign(name ? { name } : {}, { properties: Object.assign(seen, properties) }));
  tell("page", seen);
}
function identify(userId, traits) {
  if (userId && typeof userId === "object") {
    traits = userId;
    userId = "";
  }
  if (userId && mode !== "denied") keep("uid", String(userId));
  send("identify", { traits: traits || {} });
  tell("identify", traits || {});
}
function group(groupId, traits) {
  send("group", { groupId: String(groupId), traits: traits || {} });
}
function alias(userId, previousId) {
  send("alias", { userId: String(userId), previousId: String(previousId || recall("uid") || anonymousId()) });
}
function reset() {
  ["uid", "aid", "hes"].forEach((name) => keep(name, ""));
  setCookie("", 0);
}

// Engagement: time in which the page is visible and has the focus, and how deep it was scrolled.
let engaged = 0;
let since = 0;
let depth = 0;
let told = 0;
function visible() {
  return document.visibilityState === "visible";
}
function count() {
  const now = performance.now();
  if (since) engaged += now - since;
  since = visible() && document.hasFocus() ? now : 0;
}
function measure() {
  const height = Math.max(document.documentElement.scrollHeight, 1);
  depth = Math.max(depth, Math.min(100, Math.round((100 * (scrollY + innerHeight)) / height)));
}
function tellEngagement() {
  count();
  measure();
  if (engaged >= 3000 || (engaged >= 1000 && depth > told)) {
    track("page_engaged", { engaged_ms: Math.round(engaged), scroll_percent: depth });
    engaged = 0;
    told = depth;
  }
}

// Links: to another host, or to a file. Without what stands behind the question mark.
const FILES = /\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|csv|txt|rtf|zip|rar|7z|t?gz|exe|msi|dmg|pkg|apk|mp[34]|m4a|wav|avi|mov|mkv|epub|ics|vcf)$/i;
function clicked(event) {
  const link = event.button < 2 && event.target.closest && event.target.closest("a[href]");
  if (!link || link.protocol.slice(0, 4) !== "http") return;
  const kind = FILES.test(link.pathname) ? "download" : link.host !== location.host && "outbound";
  if (kind) track("link_clicked", { url: link.origin + link.pathname, kind });
}

// Forms: what happens to them, by the names of fields. Password, hidden, card and data-private fields do not exist for us; our own forms
// (data-lw-open) tell of themselves.
let forms = new Map();
function secret(element) {
  const said = element.getAttribute("autocomplete");
  return /^(password|hidden)$/.test(element.type) || /\bcc-|password|one-time/.test(said) || element.closest("[data-private],[data-lw-open]");
}
function stateOf(form) {
  if (!forms.has(form)) forms.set(form, { ms: 0, field: "", attempts: 0, changed: {} });
  return forms.get(form);
}
function tellForm(form, event, more) {
  const name = ["id", "name", "action"].map((attribute) => form.getAttribute(attribute)).find(Boolean) || "form";
  const told = Object.assign({ form: clean(name).slice(0, 100) }, more);
  track(event, told);
  return told;
}
// Calls `then` with form, state and the field's name when the event is about a field that may be named.
function ofField(then) {
  return (event) => {
    const field = event.target;
    const name = field.form && !secret(field) && (field.getAttribute("name") || field.id);
    if (name && mode !== "denied") then(field.form, stateOf(field.form), name.slice(0, 100));
  };
}
function viewed(form, state) {
  if (!state.seen) tellForm(form, "form_viewed");
  state.seen = 1;
}
const typed = ofField((form, state, field) => {
  state.field = field;
  if (state.started) return;
  state.started = 1;
  viewed(form, state);
  tellForm(form, "form_started", { field });
});
const changed = ofField((form, state, field) => {
  state.changed[field] = (state.changed[field] || 0) + 1;
  if (state.changed[field] === 2) tellForm(form, "field_corrected", { field });
});
const invalid = ofField((form, state, field) => {
  if (!state.bad) setTimeout(() => failedForm(form, "invalid"));
  state.bad = [...(state.bad || []), field];
});
function failedForm(form, reason) {
  const state = stateOf(form);
  state.attempts += state.done ? 0 : 1;
  state.done = 0;
  tellForm(form, "form_failed", { reason, fields: state.bad || [] });
  state.bad = 0;
}
function submitted(event) {
  const form = event.target;
  if (secret(form)) return;
  const state = stateOf(form);
  state.done = 1;
  tellForm(form, "form_submitted", { attempts: ++state.attempts, ms: Math.round(state.ms) });
}
let ticked = 0;
function tick() {
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
    if (state.done || state.ms < 1000 * (options.hesitation || 20) || Date.now() - recall("hes") < HALF_HOUR) continue;
    keep("hes", String(Date.now()));
    tell("hesitated", Object.assign(tellForm(form, "form_hesitated", { ms: Math.round(state.ms), field: state.field }), { element: form }));
  }
}
function abandon() {
  forms.forEach((state, form) => state.started && !state.done && tellForm(form, "form_abandoned", { field: state.field }));
  forms = new Map();
}

// The page ends, or is hidden and may never come back.
function leave() {
  tellEngagement();
  tell("leave");
}

// A single-page app changes the address without a page load.
function place(url) {
  return "hash" in options ? url : url.split("#")[0];
}
function moved() {
  if (place(current) === place(location.href)) return;
  leave();
  abandon();
  referrer = current;
  current = location.href;
  engaged = depth = told = 0;
  setTimeout(page, 50);
}
function wrap(name) {
  const original = history[name];
  history[name] = function () {
    const result = original.apply(this, arguments);
    moved();
    return result;
  };
}

let begun = 0;
function begin() {
  if (mode !== "ask") (options.modules || "").split(/[ ,]+/).filter(Boolean).forEach(load);
  if (begun) return;
  begun = 1;
  const listen = (names, listener, target) => names.split(" ").forEach((name) => (target || document).addEventListener(name, listener, true));
  wrap("pushState");
  wrap("replaceState");
  listen("popstate", moved, window);
  addEventListener("focus", count);
  addEventListener("blur", count);
  addEventListener("scroll", measure, { passive: true });
  listen("online", () => later(0), window);
  listen("click auxclick", clicked);
  listen("input", typed);
  listen("change", typed);
  listen("change", changed);
  listen("invalid", invalid);
  listen("submit", submitted);
  // The site says that what was sent off was refused: form.dispatchEvent(new Event("leadway:failed", { bubbles: true })).
  listen("leadway:failed", (event) => failedForm(event.target, "refused"));
  // The policy of the page lets the script in but not its events out: tell the installer, by another script.
  listen("securitypolicyviolation", (event) => {
    if (event.disposition === "enforce" && event.blockedURI.startsWith(host)) load("csp", "?key=" + key);
  });
  listen("visibilitychange", () => {
    if (visible()) return count();
    leave();
    flushLast();
  });
  listen("pagehide", () => {
    leave();
    abandon();
    flushLast();
  }, window);
  listen("pageshow", (event) => event.persisted && page(), window);
  setInterval(tick, 1000);
  count();
  page();
}

// Modules (/t-<name>.js, named in data-modules) begin with `window.leadway.module((core) => {…})` and hear of what happens by `core.on`:
// page, leave, identify, hesitated, consent.
const listeners = {};
function on(name, listener) {
  (listeners[name] = listeners[name] || []).push(listener);
}
function tell(name, detail) {
  (listeners[name] || []).forEach((listener) => listener(detail));
}
const core = { tell, key, host, script, send, track, anonymousId, recall, keep, on, consent: () => mode, userId: () => recall("uid") };
const loaded = {};
function load(name, query) {
  if (loaded[name]) return;
  const element = (loaded[name] = document.createElement("script"));
  element.src = host + "/t-" + name + ".js" + (typeof query === "string" ? query : "");
  element.async = true;
  document.head.append(element);
}

const api = { track, page, identify, group, alias, reset, flush, anonymousId, consent, version: VERSION };
api.module = (begin) => begin(core);
api.push = (call) => api[call[0]] && api[call[0]].apply(null, call.slice(1));
window.leadway = api;
if (Array.isArray(early)) early.forEach(api.push);
function start() {
  if (location.hash.startsWith("#lw-heat=")) load("heat");
  if (mode !== "denied") begin();
}
if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
else start();
