// What this site tells Leadway beyond page views. The tracker (t.js) is loaded before; calls wait in the array when it is blocked.
const leadway = () => window.leadway || { track() {}, identify() {} };

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
