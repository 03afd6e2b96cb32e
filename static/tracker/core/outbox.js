// The queue outlives the page: what could not be sent is sent by the next one. The server stores each messageId once.
import { host, key, nav } from "./page.js";
import { keep, recall } from "./store.js";

const address = host + "/v1/batch";
export const LONGEST_QUEUE = 100;
const LARGEST_SEND = 60000;
let queue = [];
let timer = 0;
let failures = 0;
let sending = 0;
try {
  queue = JSON.parse(recall("q") || "[]");
} catch (_) {}

export function enqueue(event) {
  queue.push(event);
  save();
  later(failures ? 1000 : 100);
}
export function empty() {
  queue = [];
}
function save() {
  queue = queue.slice(-LONGEST_QUEUE);
  keep("q", queue.length ? JSON.stringify(queue) : "");
}
export function later(ms) {
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
export function flush() {
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
export function flushLast() {
  if (!queue.length) return;
  const events = head();
  if (nav.onLine !== false && nav.sendBeacon && nav.sendBeacon(address, parcel(events))) taken(events);
  else flush();
}
