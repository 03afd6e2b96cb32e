// On a hosted form: tells that it was seen, begun, hesitated over, and at which field it was left. Names of fields only, never what was
// typed.
import { follow } from "./form_fit.js";

const form = document.querySelector("form[data-lw-open]");
if (form) {
  const address = "/f/" + form.dataset.lwOpen + "/glance";
  const refused = navigator.globalPrivacyControl || navigator.doNotTrack === "1";
  let started = false;
  let sent = false;
  let at = "";
  // Hesitation is told once a visit, which ends as the server ends it: with half an hour in which nothing is told, or with another campaign.
  // The mark of a hesitation is when something was told last in its visit, and the visit's campaign.
  const HALF_HOUR = 1800000;
  const name = "lw_hes_" + form.dataset.lwOpen;
  const campaign = (location.search.match(/utm_(source|medium|campaign)=[^&]+/g) || []).join("");
  let mark = "";
  // A private window, or a page of another site that holds this one in a frame, may keep nothing.
  const lately = () => {
    try {
      mark = localStorage.getItem(name) || mark;
    } catch (_) {}
    const [last, by] = mark.split(" ");
    return Date.now() - last < HALF_HOUR && (!campaign || campaign === by);
  };
  const remember = (by) => {
    mark = Date.now() + " " + by;
    try {
      localStorage.setItem(name, mark);
    } catch (_) {}
  };
  const tell = (event, field, more) => {
    if (refused) return;
    if (lately()) remember(campaign || mark.split(" ")[1]);
    const told = JSON.stringify({ event, field: field || "", url: location.href, referrer: document.referrer, ...more });
    if (!navigator.sendBeacon || !navigator.sendBeacon(address, told)) fetch(address, { method: "POST", body: told, keepalive: true });
  };
  follow(form);
  tell("form_viewed", "", { wording: form.dataset.lwWording });
  form.addEventListener("input", (event) => {
    at = event.target.name || at;
    if (!started) tell("form_started");
    started = true;
  });
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) sent = false;
  });
  addEventListener("pagehide", () => {
    if (started && !sent) tell("form_abandoned", at);
  });
  // More than so many seconds of the form in sight and not sent off, once a visit (F024).
  const longest = 1000 * (form.dataset.lwHesitation || 20);
  let spent = 0;
  let ticked = performance.now();
  // In the frame of another page too, of which this one knows neither height nor scrolling.
  let inSight = false;
  new IntersectionObserver((entries) => (inSight = entries[entries.length - 1].isIntersecting)).observe(form);
  const clock = setInterval(() => {
    const passed = Math.min(performance.now() - ticked, 1000);
    ticked = performance.now();
    if (sent || document.visibilityState !== "visible" || !inSight) return;
    spent += passed;
    if (spent <= longest) return;
    clearInterval(clock);
    if (refused || lately()) return;
    tell("form_hesitated", at, { ms: Math.ceil(spent) });
    remember(campaign);
  }, 250);
  const wrong = document.querySelector(".lw-wrong");
  if (wrong) {
    wrong.tabIndex = -1;
    wrong.focus();
  }
}
