// On a hosted form: tells that it was seen, begun, and at which field it was left. Names of fields only, never what was typed.
const form = document.querySelector("form[data-lw-open]");
if (form) {
  const address = "/f/" + form.dataset.lwOpen + "/glance";
  const refused = navigator.globalPrivacyControl || navigator.doNotTrack === "1";
  let started = false;
  let sent = false;
  let at = "";
  const tell = (event, field) => {
    if (refused) return;
    const told = JSON.stringify({ event, field: field || "", url: location.href, referrer: document.referrer });
    if (!navigator.sendBeacon || !navigator.sendBeacon(address, told)) fetch(address, { method: "POST", body: told, keepalive: true });
  };
  tell("form_viewed");
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
  const wrong = document.querySelector(".lw-wrong");
  if (wrong) {
    wrong.tabIndex = -1;
    wrong.focus();
  }
}
