// What this site tells Leadway beyond page views. The tracker (t.js) is loaded before; where it is blocked, nothing is told.
const leadway = () => window.leadway || { track() {}, identify() {}, consent() {} };

// The banner: the tracker is told `ask`, so it waits until the visitor has chosen. The site remembers the choice; the tracker stores
// something of its own only after "Accept".
const CHOSEN = "millrace-consent";
const CHOICES = [
  ["granted", "Accept", "button"],
  ["cookieless", "Only without cookies", "button plain"],
  ["denied", "Decline", "button plain"],
];

function ask() {
  const banner = document.createElement("section");
  banner.className = "consent";
  banner.setAttribute("aria-label", "Privacy");
  const text = document.createElement("p");
  text.textContent = "We would like to know which pages help you. With your consent we recognise this browser again; without cookies we only count visits.";
  const line = document.createElement("div");
  line.className = "line";
  for (const [choice, label, look] of CHOICES) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = look;
    button.textContent = label;
    button.addEventListener("click", () => {
      localStorage.setItem(CHOSEN, choice);
      leadway().consent(choice);
      banner.remove();
    });
    line.append(button);
  }
  banner.append(text, line);
  document.body.append(banner);
}

const chosen = localStorage.getItem(CHOSEN);
if (chosen) leadway().consent(chosen);
else ask();

const again = document.createElement("button");
again.type = "button";
again.className = "quiet-link";
again.textContent = "Privacy choice";
again.addEventListener("click", () => document.querySelector(".consent") || ask());
document.querySelector("footer .wrap").append(again);

function said(form, text) {
  form.querySelector(".said").textContent = text;
}

// Links and buttons: data-track names the event, data-asset what it was about.
for (const element of document.querySelectorAll("[data-track]")) {
  element.addEventListener("click", () => leadway().track(element.dataset.track, { asset: element.dataset.asset || "", page: document.title }));
}

// Forms: who it is first, then what was asked for.
for (const form of document.querySelectorAll("form[data-event]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
    const traits = {};
    for (const name of ["email", "name", "company", "phone", "title"]) if (given[name]) traits[name] = given[name];
    leadway().identify(traits);
    leadway().track(form.dataset.event, { form: form.id, topic: given.topic || "", message: given.message || "", asset: form.dataset.asset || "" });
    said(form, form.dataset.thanks);
    form.reset();
  });
}

// The webinar counts as watched after ten seconds of playing.
const play = document.querySelector("#play");
if (play) {
  play.addEventListener("click", () => {
    play.disabled = true;
    play.textContent = "Playing…";
    setTimeout(() => {
      leadway().track("live_broadcast_watched", { title: document.title, minutes: 45 });
      play.textContent = "Thank you for watching";
    }, 10000);
  });
}
