// Who comes by a QR code is the visitor who scanned it: the word in the address is good once, for minutes, and at the site's own pages. A
// browser that has an id here keeps it. Events wait meanwhile, three seconds at most.
import { host, word } from "./page.js";
import { keep, known, mode } from "./store.js";

let open = word;
export let arriving = open && mode === "granted";
export function arrive(then) {
  const asks = open && mode === "granted" && !known();
  if (mode === "granted") open = "";
  arriving = asks;
  if (!asks) return then();
  const end = (id) => {
    if (!arriving) return;
    arriving = "";
    if (mode === "granted" && id) keep("aid", id);
    if (mode !== "denied") then();
  };
  setTimeout(() => end(), 3000);
  addEventListener("pagehide", () => end());
  fetch(host + "/q/arrived", { method: "POST", body: decodeURIComponent(word), credentials: "omit" })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then(end, () => end());
}
