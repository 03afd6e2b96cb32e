// The queue outlives the page: what could not be sent is sent by the next one. The server stores each messageId once. Each event is kept
// for itself, as lw_q_<when>_<id>: so two tabs take nothing from each other, and what lies there in order is sent in order.
import { host, key, nav, options } from "./page.js";
import { keep, names, recall } from "./store.js";

const address = host + "/v1/batch";
export const LONGEST_QUEUE = 100;
// In bytes. Browsers hand over 64 KiB for a page that ends; the door takes 32 KiB for an event.
const LARGEST_SEND = 60000;
const LARGEST_EVENT = 32768;
let queue = names("q_").sort();
let last = 0;
let timer = 0;
let failures = 0;
let sending = 0;
try {
  // Up to 1.3.0 the queue lay there in one piece.
  JSON.parse(recall("q") || "[]").forEach(put);
} catch (_) {}
keep("q", "");

function bytes(text) {
  return new Blob([text]).size;
}
function put(event) {
  const text = JSON.stringify(event);
  if (bytes(text) > LARGEST_EVENT) return "debug" in options && console.warn("leadway: over 32 KB, not sent:", event);
  last = Math.max(last + 1, Date.now());
  const name = "q_" + last + "_" + event.messageId;
  keep(name, text);
  queue.push(name);
  taken(queue.slice(0, -LONGEST_QUEUE));
}
export function enqueue(event) {
  put(event);
  later(failures ? 1000 : 100);
}
export function empty() {
  queue = [];
}
export function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(flush, ms);
}
function parcel(events) {
  return '{"batch":[' + events.map((name) => recall(name)) + '],"writeKey":' + JSON.stringify(key) + ',"sentAt":"' + new Date().toISOString() + '"}';
}
function head() {
  queue = queue.filter((name) => recall(name)); // Another tab may have sent what lay there.
  let count = queue.length;
  while (count > 1 && bytes(parcel(queue.slice(0, count))) > LARGEST_SEND) count = count >> 1;
  return queue.slice(0, count);
}
function taken(events) {
  queue = queue.filter((name) => !events.includes(name));
  events.forEach((name) => keep(name, ""));
}
function failed() {
  failures++;
  later(Math.min(1000 * 2 ** failures, 60000));
}
export function flush() {
  const events = sending ? [] : head();
  if (!events.length) return;
  sending = 1;
  // A text goes as text/plain, which needs no preflight. Not `keepalive`: all requests of a page share its 64 KiB. A page that ends hands
  // over by a beacon.
  fetch(address, { method: "POST", body: parcel(events), credentials: "omit" })
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
  const events = head();
  if (!events.length) return;
  if (nav.onLine !== false && nav.sendBeacon && nav.sendBeacon(address, parcel(events))) taken(events);
  else flush();
}
