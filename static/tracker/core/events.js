// What is told: each event with its page, under the consent of the moment; before the choice it waits in memory.
import { arriving } from "./arrival.js";
import { tell } from "./modules.js";
import { LONGEST_QUEUE, enqueue } from "./outbox.js";
import { VERSION, agent, current, nav, options, where } from "./page.js";
import { anonymousId, keep, mode, random, recall, wipe } from "./store.js";

const HALF_HOUR = 1800000;
// Source, medium and campaign; of a click that was paid for only that it was one.
const CAMPAIGN = /utm_(s|m|ca)[^&]+|\w+(clk?id|braid|_vid)(?==)/g;
// A visit ends as the server ends it: with half an hour in which nothing is told, or with another campaign. What is told once a visit
// (forms hesitated at, kept as hes_<form>) is marked with the visit that it was told in.
function visit() {
  const now = Date.now();
  const by = (location.search.match(CAMPAIGN) || []).join("");
  if (now - recall("seen") > HALF_HOUR || (by && by !== recall("by"))) {
    keep("visit", now);
    keep("by", by);
  }
  keep("seen", now);
}

let held = [];
export function send(type, fields) {
  if (mode === "denied") return;
  visit();
  const event = {
    type,
    messageId: "lw-" + random(),
    timestamp: new Date().toISOString(),
    context: {
      page: where(current),
      userAgent: agent,
      webdriver: nav.webdriver || undefined, // a browser that a program drives says so; told when it is true
      locale: nav.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      screen: { width: screen.width, height: screen.height },
      library: { name: "leadway.js", version: VERSION },
    },
  };
  Object.assign(event, fields);
  if (mode === "ask" || arriving) held = [...held, event].slice(-LONGEST_QUEUE);
  else admit(event);
}
function admit(event) {
  const userId = recall("uid");
  if (mode === "granted") event.anonymousId = anonymousId();
  else event.context.cookieless = true;
  if (userId && !event.userId) event.userId = userId;
  enqueue(event);
}
// The choice is made and the visitor known: what waited for that is sent, or goes.
export function release() {
  if (mode === "ask" || (arriving && mode !== "denied")) return;
  const waiting = held;
  held = [];
  if (mode !== "denied") waiting.forEach(admit);
}

export function track(event, properties) {
  send("track", { event, properties: properties || {} });
}
export function page(name, properties) {
  const seen = where(location.href);
  const hash = "hash" in options && location.hash;
  name = name || (hash && seen.path + hash);
  send("page", Object.assign(name ? { name } : {}, { properties: Object.assign(seen, properties) }));
  tell("page", seen);
}
export function identify(userId, traits) {
  if (userId && typeof userId === "object") {
    traits = userId;
    userId = "";
  }
  if (userId && mode !== "denied") keep("uid", String(userId));
  send("identify", { traits: traits || {} });
  tell("identify", traits || {});
}
export function group(groupId, traits) {
  send("group", { groupId: String(groupId), traits: traits || {} });
}
export function alias(userId, previousId) {
  send("alias", { userId: String(userId), previousId: String(previousId || recall("uid") || anonymousId()) });
}
export function reset() {
  wipe(/^lw_(?!q_|consent)/); // What waits to be sent is still to be sent.
  tell("reset");
}
