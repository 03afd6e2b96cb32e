// Module of the tracker: fills every <div data-lw-form="<public id>"></div> with its form, and tells that it was seen, begun, left and
// hesitated over. Names of fields only, never what was typed. Loaded by data-modules="forms" on the tracker's script.
// data-lw-style="none" on the element leaves the look to the page; a MutationObserver finds elements that a single-page app adds.
import { follow } from "../js/form_fit.js";

window.leadway.module((core) => {
  const places = new WeakSet();
  let styled = false;

  function ask(id, verb, more) {
    const told = { aid: core.anonymousId(), url: location.href, referrer: document.referrer, language: document.documentElement.lang };
    return fetch(core.host + "/f/" + id + "/" + verb, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "text/plain" },
      body: JSON.stringify(Object.assign(told, more)),
    }).then((answer) => answer.json());
  }
  function style(address) {
    if (styled || !address) return;
    styled = true;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = core.host + address;
    document.head.append(link);
  }
  // The address of this page, else of the first page of this browser (kept by us when it had a UTM).
  function campaign() {
    const here = new URLSearchParams(location.search);
    if (here.get("utm_source")) core.keep("utm", location.search.slice(0, 1000));
    return here.get("utm_source") ? here : new URLSearchParams(core.recall("utm"));
  }
  // Under `require-trusted-types-for 'script'` HTML needs the word of a policy: ours is `leadway-forms`, for what Leadway itself answered.
  let policy;
  function trusted(html) {
    try {
      policy = policy || trustedTypes.createPolicy("leadway-forms", { createHTML: (ours) => ours });
      return policy.createHTML(html);
    } catch (_) {
      return html;
    }
  }
  function values(form) {
    const found = {};
    new FormData(form).forEach((value, name) => {
      if (typeof value === "string") (found[name] = found[name] || []).push(value);
    });
    return found;
  }

  function fill(place) {
    if (places.has(place)) return;
    places.add(place);
    const id = place.dataset.lwForm;
    const state = { started: 0, sent: 0, at: "", spent: 0 };
    const tell = (event, more) => core.track(event, Object.assign({ form: id }, more));
    function put(answer) {
      place.innerHTML = trusted(answer.html || "");
      const form = place.querySelector("form");
      if (form) listen(form);
      return form;
    }
    function listen(form) {
      const utm = campaign();
      form.querySelectorAll("[data-lw-utm]").forEach((input) => {
        input.value = input.value || utm.get(input.dataset.lwUtm) || "";
      });
      follow(form);
      form.addEventListener("input", (event) => {
        state.at = event.target.name || state.at;
        if (!state.started) tell("form_started");
        state.started = 1;
      });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        // "Not you?": a new visitor of this browser, who is asked everything.
        if (event.submitter && event.submitter.name === "lw_other") {
          window.leadway.reset();
          return drawn.then((fresh) => fresh && fresh.querySelector("input:not([type=hidden])").focus());
        }
        const button = form.querySelector("button");
        if (button.disabled) return;
        button.disabled = true;
        state.sent = 1;
        ask(id, "send", { values: values(form) })
          .then((answer) => {
            if (!answer.html) throw answer;
            state.sent = answer.ok ? 1 : 0;
            const again = put(answer);
            const first = again ? again.querySelector("[aria-invalid]") : place.firstElementChild;
            if (first) first.focus();
            if (answer.ok) {
              place.dispatchEvent(new CustomEvent("leadway:submitted", { bubbles: true, detail: { form: id, id: answer.id } }));
              if (answer.redirect) location.assign(answer.redirect);
            }
          })
          .catch((answer) => {
            button.disabled = false;
            state.sent = 0;
            let note = form.querySelector(".lw-away");
            if (!note) {
              note = document.createElement("p");
              note.className = "lw-error lw-away";
              note.setAttribute("role", "alert");
              button.before(note);
            }
            note.textContent =
              (answer && answer.detail) ||
              (form.lang === "en" ? "It was not sent: the connection failed. Nothing is lost, send it again." : "未能发送：网络连接失败。内容未丢失，请重试。");
          });
      });
    }
    let drawn = ask(id, "fields").then((answer) => {
      if (!answer.html) return;
      if (place.dataset.lwStyle !== "none") style(answer.style);
      put(answer);
      const seen = new IntersectionObserver((entries) => {
        if (!entries[0].isIntersecting) return;
        seen.disconnect();
        const wording = place.querySelector("form[data-lw-wording]");
        tell("form_viewed", wording && { wording: wording.dataset.lwWording });
      });
      seen.observe(place);
    }, () => {});
    // More than so many seconds of the form in sight, sent off by nobody (F024): as its editor says, else as the page's script does, else
    // 20. Once a visit, as the core does for the page's own forms.
    const mark = "hes_" + id;
    let ticked = performance.now();
    const clock = setInterval(() => {
      const passed = Math.min(performance.now() - ticked, 1000);
      ticked = performance.now();
      if (!place.isConnected) return clearInterval(clock);
      const form = place.querySelector("form");
      if (!form || state.sent || document.visibilityState !== "visible") return;
      const box = form.getBoundingClientRect();
      if (!box.height || box.bottom < 0 || box.top > innerHeight) return;
      state.spent += passed;
      const seconds = form.dataset.lwHesitation || core.script.dataset.hesitation || 20;
      if (state.spent <= 1000 * seconds) return;
      const told = { form: id, field: state.at, ms: Math.ceil(state.spent) };
      // However long it is left in sight: not until somebody else sits there.
      state.spent = -Infinity;
      const visit = core.recall("visit");
      if (visit && core.recall(mark) === visit) return;
      core.track("form_hesitated", told);
      core.keep(mark, core.recall("visit")); // which may have begun with what was told
      core.tell("hesitated", Object.assign({ element: form }, told));
    }, 250);
    // Somebody else sits here: the form as it asks a stranger, and nothing of what the last one did to it.
    core.on("reset", () => {
      state.started = state.spent = 0;
      state.at = "";
      if (!state.sent) drawn = drawn.then(() => ask(id, "fields")).then((answer) => answer.html && put(answer), () => {});
    });
    addEventListener("pagehide", () => {
      if (state.started && !state.sent) tell("form_abandoned", { field: state.at });
    });
  }

  function look() {
    document.querySelectorAll("[data-lw-form]").forEach(fill);
  }
  look();
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
});
