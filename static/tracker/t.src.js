// The tracker that customers put on their sites:
//   <script defer src="https://leadway.example/t.js" data-key="wk_…"></script>
// Page views (single-page apps too), engagement time, identify, track, group. No eval, no inline code, no styles: it runs under a
// strict CSP with `script-src` and `connect-src` of its host. It honours Global Privacy Control and Do Not Track: then it stores and
// sends nothing. Calls made before it has loaded: `window.leadway = window.leadway || []; leadway.push(["track", "name", {…}])`.
const script = document.currentScript;
const key = script.dataset.key;
const host = script.src.replace(/\/t(\.src)?\.js.*$/, "");
const address = host + "/v1/batch";
const early = window.leadway;
const nav = navigator;
const refused = nav.globalPrivacyControl || nav.doNotTrack === "1" || window.doNotTrack === "1";
const YEAR = 365 * 24 * 3600;
const LONGEST_QUEUE = 100;
const LARGEST_SEND = 60000;

// What is kept: in localStorage where that is allowed, else for the length of the page.
const memory = {};
function recall(name) {
  try {
    return localStorage.getItem("lw_" + name) || memory[name] || "";
  } catch (_) {
    return memory[name] || "";
  }
}
function keep(name, value) {
  memory[name] = value;
  try {
    if (value) localStorage.setItem("lw_" + name, value);
    else localStorage.removeItem("lw_" + name);
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
    if (!age || cookie() === value) return;
  }
}
function anonymousId() {
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

function send(type, fields) {
  if (refused || !key) return;
  const at = new URL(current);
  const page = { path: at.pathname, referrer, search: at.search, title: document.title, url: at.href };
  const event = {
    type,
    messageId: "lw-" + random(),
    anonymousId: anonymousId(),
    timestamp: new Date().toISOString(),
    context: {
      page,
      userAgent: nav.userAgent,
      locale: nav.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      screen: { width: screen.width, height: screen.height },
      library: { name: "leadway.js", version: "1" },
    },
  };
  const userId = recall("uid");
  if (userId) event.userId = userId;
  queue.push(Object.assign(event, fields));
  save();
  later(failures ? 1000 : 100);
}

function track(event, properties) {
  send("track", { event, properties: properties || {} });
}
function page(name, properties) {
  const seen = { url: location.href, path: location.pathname, title: document.title, referrer, search: location.search };
  send("page", Object.assign(name ? { name } : {}, { properties: Object.assign(seen, properties) }));
  tell("page", seen);
}
function identify(userId, traits) {
  if (userId && typeof userId === "object") {
    traits = userId;
    userId = "";
  }
  if (userId && !refused) keep("uid", String(userId));
  send("identify", { traits: traits || {} });
  tell("identify", traits || {});
}
function group(groupId, traits) {
  send("group", { groupId: String(groupId), traits: traits || {} });
}
function reset() {
  keep("uid", "");
  keep("aid", "");
  setCookie("", 0);
}

// Engagement: time in which the page is visible and has the focus, and how deep it was scrolled.
let engaged = 0;
let since = 0;
let depth = 0;
let told = 0;
function looking() {
  return document.visibilityState === "visible" && document.hasFocus();
}
function count() {
  const now = performance.now();
  if (since) engaged += now - since;
  since = looking() ? now : 0;
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

// A single-page app changes the address without a page load.
function moved() {
  const from = new URL(current);
  if (from.pathname === location.pathname && from.search === location.search) return;
  tellEngagement();
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

function start() {
  wrap("pushState");
  wrap("replaceState");
  addEventListener("popstate", moved);
  addEventListener("focus", count);
  addEventListener("blur", count);
  addEventListener("scroll", measure, { passive: true });
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      tellEngagement();
      flushLast();
    } else count();
  });
  addEventListener("pagehide", () => {
    tellEngagement();
    flushLast();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) page();
  });
  count();
  page();
  (script.dataset.modules || "").split(/[ ,]+/).filter(Boolean).forEach(load);
}

// Modules (/t-<name>.js, named in data-modules) begin with `leadway.module((core) => {…})` and hear of what happens by `core.on`.
const listeners = {};
function on(name, listener) {
  (listeners[name] = listeners[name] || []).push(listener);
}
function tell(name, detail) {
  (listeners[name] || []).forEach((listener) => listener(detail));
}
const core = { key, host, script, send, track, anonymousId, recall, keep, on, userId: () => recall("uid") };
function load(name) {
  const element = document.createElement("script");
  element.src = host + "/t-" + name + ".js";
  element.async = true;
  document.head.append(element);
}

const api = { track, page, identify, group, reset, flush, anonymousId: () => (refused ? "" : anonymousId()) };
api.module = (begin) => begin(core);
api.push = (call) => api[call[0]].apply(null, call.slice(1));
window.leadway = api;
if (Array.isArray(early)) early.forEach(api.push);
if (!refused && key) {
  if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
  else start();
}
