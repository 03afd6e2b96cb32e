// The tracker that customers put on their sites:
//   <script defer src="https://leadway.example/t.js" data-key="wk_…"></script>
// Page views (single-page apps too), engagement time, links, forms (names of fields, never values), identify, track, group, alias.
// No eval, no inline code, no styles: it runs under a strict CSP with `script-src` and `connect-src` of its host. Options and
// consent: docs/tracker.md. Calls made before it has loaded: `window.leadway = window.leadway || []; leadway.push(["track", "name", {…}])`.
// What it does lies in core/, a file for each idea; here it begins and ends.
import { arrive } from "./core/arrival.js";
import { afresh, count, measure, tellEngagement } from "./core/engagement.js";
import { alias, group, identify, page, release, reset, send, track } from "./core/events.js";
import { abandon, changed, failedForm, invalid, submitted, tick, typed } from "./core/forms.js";
import { clicked } from "./core/links.js";
import { insert, load, on, tell } from "./core/modules.js";
import { empty, flush, flushLast, later } from "./core/outbox.js";
import { VERSION, current, go, host, key, options, refused, script, visible } from "./core/page.js";
import { MODES, anonymousId, choose, keep, mode, recall } from "./core/store.js";

const early = window.leadway;

function consent(wanted) {
  if (refused || !MODES.includes(wanted)) return mode;
  if (wanted !== "granted") empty();
  choose(wanted);
  enter();
  tell("consent", mode);
  return mode;
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
  go();
  afresh();
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

function enter() {
  if (mode === "denied") return release();
  arrive(() => {
    begin();
    release();
  });
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
    if (event.disposition === "enforce" && event.blockedURI.startsWith(host)) insert("csp", ".js?key=" + key);
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

const core = { tell, key, host, script, send, track, anonymousId, recall, keep, on, consent: () => mode, userId: () => recall("uid") };
const api = { track, page, identify, group, alias, reset, flush, anonymousId, consent, version: VERSION };
api.module = (begin) => begin(core);
api.push = (call) => api[call[0]] && api[call[0]].apply(null, call.slice(1));
window.leadway = api;
if (Array.isArray(early)) early.forEach(api.push);
function start() {
  if (location.hash.startsWith("#lw-heat=")) load("heat");
  enter();
}
if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
else start();
