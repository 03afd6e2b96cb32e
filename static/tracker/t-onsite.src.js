// On-site messages and slots, a module of the tracker: data-modules="onsite". One question per page, GET /onsite/decide; the answer is
// text only and is set as text. Styles live in a shadow tree with a constructable sheet: no style attribute, no inline code, so it runs
// under a strict CSP. Without consent it asks nothing; cookieless it keeps nothing. `<div data-lw-slot="hero">default <a>…</a></div>`:
// the default stays until the answer is there, and stays for this page view when that takes longer than BUDGET. A page with our line of
// style (docs/onsite.md) hides a slot so long, by an animation that ends by itself; what has been seen since is swapped no more.
window.leadway.module((core) => {
  const BUDGET = 300;
  const KEPT = "lw_onsite";
  const DAY = 864e5;
  const SAFE = /^(https?:\/\/|mailto:|tel:|\/(?![/\\]))/i;
  const CSS = `
:host{all:initial;position:fixed;z-index:2147483000;inset:auto;font:15px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;color:#1c2430}
:host([data-at=center]){inset:0;display:grid;place-items:center;background:#0f172a80;padding:16px}
:host([data-at=bottom-right]){right:16px;bottom:16px}:host([data-at=bottom-left]){left:16px;bottom:16px}
:host([data-at=top-right]){right:16px;top:16px}:host([data-at=top-left]){left:16px;top:16px}
:host([data-at=top]){top:0;left:0;right:0}:host([data-at=bottom]){bottom:0;left:0;right:0}
*{box-sizing:border-box}
.box{position:relative;background:#fff;border:1px solid #d9dee6;border-radius:10px;box-shadow:0 12px 32px #0f172a33;padding:16px 52px 16px 16px;width:min(360px,calc(100vw - 32px));max-height:calc(100vh - 32px);overflow:auto;overflow-wrap:anywhere;animation:in .15s}
:host([data-at=top]) .box,:host([data-at=bottom]) .box{width:100%;border-radius:0;display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center;justify-content:center}
h2{font-size:17px;line-height:1.3;margin:0}p{margin:4px 0 0;white-space:pre-line}
.go{display:inline-block;margin-top:12px;padding:8px 16px;min-height:40px;border-radius:6px;background:#1f5fbf;color:#fff;text-decoration:none;font-weight:600}
:host([data-at=top]) .go,:host([data-at=bottom]) .go{margin:0}
.x{position:absolute;top:6px;right:6px;width:40px;height:40px;border:0;background:none;color:inherit;font:22px/1 sans-serif;cursor:pointer;border-radius:6px}
.x:focus-visible,.go:focus-visible{outline:3px solid #4c8dff;outline-offset:2px}
.note{display:block;font-size:12px;color:#8a4b00;font-weight:600}
@keyframes in{from{opacity:0;transform:translateY(8px)}}
@media(prefers-reduced-motion:reduce){.box{animation:none}}
@media(prefers-color-scheme:dark){:host{color:#e6eaf0}.box{background:#1b2330;border-color:#39455a}.go{background:#8ab8ff;color:#0b1726}.note{color:#ffc66e}}`;

  let memory = {};
  const originals = new WeakMap();
  const late = new WeakSet();
  let turn = 0; // the page view that is decided
  let slots = {};
  let settled; // Whether it is known what this page view shows, or given up.
  let told = {};
  let open = null;
  let stops = [];
  let preview = "";
  let place = "";
  let from = document.referrer;

  const consent = () => (core.consent ? core.consent() : "granted");
  const language = () => document.documentElement.lang || navigator.language || "";
  const track = (name, properties) => preview || core.track(name, properties);

  // What is kept for this tab: nothing but in memory without consent.
  function kept(name, value) {
    const key = KEPT + name;
    if (value !== undefined) memory[key] = value;
    try {
      if (consent() !== "granted") return memory[key];
      if (value !== undefined) sessionStorage.setItem(key, JSON.stringify(value));
      return JSON.parse(sessionStorage.getItem(key)) || memory[key];
    } catch (_) {
      return memory[key];
    }
  }

  function ask() {
    if (core.decision) return Promise.resolve(core.decision);
    const asked = new URLSearchParams({ key: core.key, url: location.href.split("#")[0], ref: from, consent: consent(), lang: language() });
    if (consent() === "granted" && !preview) asked.set("id", core.anonymousId());
    if (preview) asked.set("preview", preview);
    return fetch(core.host + "/onsite/decide?" + asked, { credentials: "omit" }).then((answer) => (answer.ok ? answer.json() : null));
  }

  // Slots. What stood there comes back when a later page of a single-page app has no rule for it.
  function parts(slot) {
    let link = slot.matches("a") ? slot : slot.querySelector("[data-lw-cta],a");
    const plain = [...slot.childNodes].find((node) => node.nodeType === 3 && node.data.trim());
    const block = [...slot.children].find((child) => child !== link && !child.contains(link));
    const text = slot.querySelector("[data-lw-text]") || (slot === link ? null : plain || block);
    if (!link) {
      slot.append((link = document.createElement("a")));
      link.hidden = true;
    }
    return { link, text, was: text && text.textContent, label: link.textContent, href: link.getAttribute("href") };
  }
  const say = (node, words) => node.textContent === words || (node.textContent = words);
  function put(slot) {
    const rule = slots[slot.dataset.lwSlot];
    if (settled || rule) slot.dataset.lwDone = "";
    if (late.has(slot)) return;
    if (!rule && !originals.has(slot)) return;
    if (!originals.has(slot)) {
      originals.set(slot, parts(slot));
      slot.addEventListener("click", (event) => {
        const now = slots[slot.dataset.lwSlot];
        if (now && event.target.closest("a")) track("slot_clicked", about(slot, now));
      });
    }
    const { link, text, was, label, href } = originals.get(slot);
    if (text) say(text, (rule && rule.text) || was);
    else if (rule && rule.text && slot !== link) slot.prepend((originals.get(slot).text = document.createTextNode(rule.text)));
    say(link, (rule && rule.label) || label);
    link.hidden = !link.textContent && link !== slot && !link.children.length;
    const target = rule && SAFE.test(rule.url) ? rule.url : href;
    if (target) link.setAttribute("href", target);
    if (rule && !told[slot.dataset.lwSlot]) {
      told[slot.dataset.lwSlot] = 1;
      track("slot_shown", about(slot, rule));
    }
    slot.toggleAttribute("data-lw-preview", !!(rule && preview));
  }
  const about = (slot, rule) => ({ slot: slot.dataset.lwSlot, slot_id: rule.id, version: rule.version, rule: rule.rule });
  const everySlot = (then) => document.querySelectorAll("[data-lw-slot]").forEach(then);
  new MutationObserver((changes) =>
    changes.forEach((change) =>
      change.addedNodes.forEach((node) => {
        if (node.nodeType !== 1) return;
        if (node.matches("[data-lw-slot]")) put(node);
        node.querySelectorAll("[data-lw-slot]").forEach(put);
      }),
    ),
  ).observe(document, { childList: true, subtree: true });

  // How often: the server remembers too, but it learns of a view only when the event has arrived.
  function may(message) {
    if (preview) return true;
    // Cookieless nothing can be remembered between pages: only the page on which the visit began, or a form that holds somebody up.
    if (consent() === "cookieless" && message.trigger.kind !== "hesitation" && document.referrer.startsWith(location.origin)) return false;
    const seen = JSON.parse(core.recall("on_" + message.id) || "{}");
    const views = seen.v || [];
    const { kind, times, days } = message.frequency;
    if (seen.d || kept(message.id)) return false;
    if (kind === "once") return !views.length;
    return kind === "visit" || views.filter((at) => at > Date.now() - days * DAY).length < times;
  }
  function remember(message, dismissed) {
    if (preview) return;
    const seen = JSON.parse(core.recall("on_" + message.id) || "{}");
    if (dismissed) seen.d = 1;
    else seen.v = [...(seen.v || []), Date.now()].slice(-100);
    core.keep("on_" + message.id, JSON.stringify(seen));
    if (dismissed || message.frequency.kind === "visit") kept(message.id, 1);
  }

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.textContent = text || "";
    return element;
  }

  function show(message) {
    if (open || !may(message)) return;
    const chinese = /^zh/i.test(language());
    const modal = message.placement === "center";
    const before = document.activeElement;
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    host.dataset.at = message.placement;
    host.dataset.lwMessage = message.id;
    const box = make("section", "box");
    box.lang = language();
    box.setAttribute("role", modal ? "dialog" : "region");
    box.setAttribute("aria-label", message.title || message.text);
    if (modal) box.setAttribute("aria-modal", "true");
    else box.setAttribute("aria-live", "polite");
    box.tabIndex = -1;
    root.append(box);
    document.body.append(host);
    const ids = { message_id: message.id, version: message.version };

    function close(event) {
      if (!open) return;
      open = null;
      const inside = root.activeElement;
      host.remove();
      document.removeEventListener("keydown", keys, true);
      if (event) {
        track("message_closed", ids);
        remember(message, 1);
      }
      if ((modal || inside) && before && before.focus) before.focus();
    }
    // Escape closes; in a modal one Tab stays inside.
    function keys(event) {
      if (event.isComposing) return;
      if (event.key === "Escape") close(event);
      if (event.key !== "Tab" || !modal) return;
      const stations = [...box.querySelectorAll("a,button")];
      const at = stations.indexOf(root.activeElement);
      const next = event.shiftKey ? at - 1 : at + 1;
      event.preventDefault();
      stations[(next + stations.length) % stations.length].focus();
    }

    if (preview) box.append(make("span", "note", chinese ? "预览：不记录" : "Preview: nothing is recorded"));
    if (message.title) box.append(make("h2", "", message.title));
    if (message.text) box.append(make("p", "", message.text));
    const target = message.form ? core.host + "/f/" + encodeURIComponent(message.form) : message.url;
    if (message.label && SAFE.test(target)) {
      const go = make("a", "go", message.label);
      go.href = target;
      go.addEventListener("click", () => {
        track("message_clicked", ids);
        remember(message, 1);
        close();
      });
      box.append(go);
    }
    const x = make("button", "x", "×");
    x.type = "button";
    x.setAttribute("aria-label", chinese ? "关闭" : "Close");
    x.addEventListener("click", close);
    box.append(x);
    open = close;
    document.addEventListener("keydown", keys, true);
    if (modal) {
      host.addEventListener("click", (event) => event.composedPath()[0] === host && close(event));
      box.focus();
    }
    remember(message);
    track("message_viewed", ids);
  }

  // Triggers. Each is armed for one page view; `stops` disarms.
  function listen(target, name, listener) {
    target.addEventListener(name, listener, true);
    stops.push(() => target.removeEventListener(name, listener, true));
  }
  function every(ms, then) {
    const timer = setInterval(then, ms);
    stops.push(() => clearInterval(timer));
  }
  const visible = () => document.visibilityState === "visible";
  const isMeant = (form, name) => !name || ["id", "name", "action", "data-lw-open"].some((of) => form.getAttribute(of) === name);
  function hesitate(message, { amount, form }) {
    const spent = new Map();
    let ticked = performance.now();
    listen(document, "submit", (event) => spent.set(event.target, -Infinity));
    every(250, () => {
      const passed = Math.min(performance.now() - ticked, 1000);
      ticked = performance.now();
      if (!visible()) return;
      for (const one of document.forms) {
        const box = one.getBoundingClientRect();
        if (!isMeant(one, form) || !box.height || box.bottom < 0 || box.top > innerHeight) continue;
        spent.set(one, (spent.get(one) || 0) + passed);
        if (spent.get(one) > amount * 1000) show(message);
      }
    });
  }
  function arm(message) {
    const { kind, amount } = message.trigger;
    if (core.decision || (preview && kind !== "hesitation")) return show(message);
    if (kind === "hesitation") return hesitate(message, message.trigger);
    if (kind === "time") {
      const timer = setTimeout(() => show(message), amount * 1000);
      stops.push(() => clearTimeout(timer));
    } else if (kind === "scroll") {
      const look = () => (100 * (scrollY + innerHeight)) / document.documentElement.scrollHeight >= amount && show(message);
      listen(window, "scroll", look);
      look();
    } else listen(document, "mouseout", (event) => !event.relatedTarget && event.clientY <= 0 && show(message));
  }
  let messages = [];
  core.on("hesitated", ({ form, ms, element }) =>
    messages.forEach((message) => {
      const { kind, amount, form: name } = message.trigger;
      if (kind === "hesitation" && ms > amount * 1000 && (!name || name === form || (element && isMeant(element, name)))) show(message);
    }),
  );

  function settle(found) {
    settled = 1;
    slots = found;
    everySlot(put);
  }
  function begin(detail) {
    const here = location.href.split("#")[0];
    if (here !== place && place) from = (detail && detail.referrer) || place;
    place = here;
    const mine = ++turn;
    stops.forEach((stop) => stop());
    stops = [];
    messages = [];
    if (open) open();
    told = {};
    everySlot((slot) => {
      late.delete(slot);
      const { animationName, visibility } = getComputedStyle(slot);
      if (animationName !== "lw-slot") return;
      if (visibility === "hidden") slot.dataset.lwWait = "";
      else late.add(slot);
    });
    settled = 0;
    preview = new URLSearchParams(location.search).get("lw_preview") || (core.decision ? "frame" : "");
    if (!preview && !/granted|cookieless/.test(consent())) return settle({});
    const name = location.pathname + location.search + language();
    const known = !preview && kept(name);
    slots = known || {};
    // What an earlier page of a single-page app had put in place stays until this one is decided: one change, not two.
    if (known) everySlot(put);
    setTimeout(() => {
      if (mine !== turn || settled) return;
      settle(slots);
      everySlot((slot) => late.add(slot));
    }, BUDGET);
    ask()
      .then((answer) => {
        if (mine !== turn || !answer) return;
        if (!preview) kept(name, answer.slots);
        messages = answer.messages;
        // What a kept answer has already put in place stays for this view.
        settle(Object.assign({}, answer.slots, known));
        messages.forEach(arm);
        if (answer.preview && !messages.length) show({ id: "", placement: "bottom-left", frequency: {}, title: "", text: "" });
      })
      .catch(() => {});
  }
  core.on("page", begin);
  // Another consent, or somebody else at this browser: the core has emptied the storages, and what was shown is decided anew.
  const anew = (mode) => {
    if (mode !== "granted") memory = {};
    begin();
  };
  core.on("consent", anew);
  core.on("reset", anew);
  begin();
});
