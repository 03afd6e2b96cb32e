// Heat map: where a page is clicked, clicked in anger, clicked in vain, and how far it is read. No text and no value is read.
// One `heat_map` event per stretch of a page view, sent when the page is left or hidden:
//   { v: 1, width, height, page: 1 for the first stretch, from, reach: per cent of the page already told and now seen,
//     selectors: ["main>a.button"], points: [kind, x, y, selector, …] }   kind 0 click, 1 rage, 2 dead; x in ‰ of the page's width, y in pixels
// With #lw-heat=<token> (from the page Heat map) it draws instead of recording.
const MOST = 200;
const WAIT = 1000;
const NEAR = 30;
const INTERACTIVE = "input,select,textarea,option,label,video,audio,iframe";
const root = document.documentElement;
const token = (location.hash.match(/^#lw-heat=(.+)/) || [])[1];

// A short way to an element that survives a new text: the nearest id, else tags, classes and places.
function selector(element) {
  const steps = [];
  for (let at = element; at && at !== root && steps.length < 4; at = at.parentElement) {
    if (at.id) {
      steps.unshift("#" + CSS.escape(at.id));
      break;
    }
    const tag = at.tagName.toLowerCase();
    const name = at.classList[0];
    const same = at.parentElement ? [...at.parentElement.children].filter((other) => other.tagName === at.tagName) : [];
    steps.unshift(tag + (name ? "." + CSS.escape(name) : same.length > 1 ? ":nth-of-type(" + (same.indexOf(at) + 1) + ")" : ""));
  }
  return steps.join(">").slice(0, 120);
}
function fixed(element) {
  for (let at = element; at && at !== root; at = at.parentElement) if (/fixed|sticky/.test(getComputedStyle(at).position)) return true;
  return false;
}
const place = (url) => String(url).split("#")[0];
const pageHeight = () => Math.max(root.scrollHeight, innerHeight, 1);

function record(core) {
  let points = [];
  let selectors = [];
  let last = [];
  let waiting = [];
  let depth = 0;
  let told = 0;
  let first = 1;
  let height = 0;

  const see = () => {
    height = pageHeight();
    depth = Math.max(depth, Math.min(100, Math.round((100 * (scrollY + innerHeight)) / height)));
  };
  function add(kind, x, y, element) {
    if (points.length >= MOST * 4) return;
    const name = selector(element);
    if (!selectors.includes(name)) selectors.push(name);
    points.push(kind, x, y, selectors.indexOf(name));
  }
  function clicked(event) {
    const element = event.target;
    if (!event.isTrusted || !(element instanceof Element) || element.closest("[data-private]")) return;
    const x = Math.max(0, Math.min(1000, Math.round((1000 * event.pageX) / Math.max(root.scrollWidth, 1))));
    const y = Math.max(0, Math.round(fixed(element) ? event.clientY : event.pageY));
    const at = performance.now();
    see(); // who clicks here has read this far, also when they scroll on before a frame is drawn
    add(0, x, y, element);
    const before = last[last.length - 1];
    const follows = before && at - before.at < WAIT && Math.abs(event.pageX - before.x) + Math.abs(event.pageY - before.y) < NEAR;
    last = [...(follows ? last : []), { at, x: event.pageX, y: event.pageY }];
    if (last.length === 3) add(1, x, y, element);
    const link = element.closest("a[href]");
    if (element.closest(INTERACTIVE) || (link && place(link.href) !== place(location.href))) return;
    const dead = setTimeout(() => add(2, x, y, element), WAIT);
    waiting.push(dead);
  }
  // Whatever happens after a click says that it was not in vain.
  function happened() {
    waiting.forEach(clearTimeout);
    waiting = [];
  }
  function leave() {
    happened();
    see();
    if (!points.length && depth <= told) return;
    const seen = { v: 1, width: innerWidth, height, page: first, from: told, reach: Math.max(depth, told), selectors, points };
    core.track("heat_map", seen);
    told = seen.reach;
    first = 0;
    points = [];
    selectors = [];
  }
  addEventListener("click", clicked, true);
  addEventListener("scroll", () => {
    see();
    happened();
  }, { passive: true, capture: true });
  document.addEventListener("submit", happened);
  document.addEventListener("selectionchange", () => getSelection().isCollapsed || happened());
  new MutationObserver(happened).observe(root, { childList: true, subtree: true, attributes: true, characterData: true });
  core.on("leave", leave);
  core.on("page", () => {
    happened();
    depth = told = 0;
    first = 1;
    see();
  });
  see();
}

// The cells of this page from the server, drawn over it; Escape takes them away.
function draw(core) {
  history.replaceState(history.state, "", location.pathname + location.search);
  fetch(core.host + "/heat/cells?token=" + encodeURIComponent(token), { credentials: "omit" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject()))
    .then(({ cells, reach }) => {
      const canvas = document.createElement("canvas");
      canvas.id = "lw-heat";
      canvas.width = root.scrollWidth;
      canvas.height = Math.min(pageHeight(), 16000);
      Object.assign(canvas.style, { position: "absolute", left: 0, top: 0, zIndex: 2147483647, pointerEvents: "none" });
      const pen = canvas.getContext("2d");
      const most = Math.max(1, ...cells.map((cell) => cell[2]));
      cells.forEach(([x, y, n]) => {
        const [left, top] = [(x / 1000) * canvas.width, y];
        const colour = pen.createRadialGradient(left, top, 0, left, top, 25);
        colour.addColorStop(0, `rgba(${n > most / 2 ? "220,30,30" : "250,140,0"},${0.25 + (0.6 * n) / most})`);
        colour.addColorStop(1, "rgba(250,200,0,0)");
        pen.fillStyle = colour;
        pen.fillRect(left - 25, top - 25, 50, 50);
      });
      pen.font = "14px sans-serif";
      pen.fillStyle = "#c00";
      reach.forEach(([percent, share]) => {
        const y = (percent / 100) * canvas.height;
        pen.fillRect(0, y - 1, canvas.width, 1);
        pen.fillText(share + " %", 8, y - 4);
      });
      document.body.append(canvas);
      addEventListener("keydown", (event) => event.key === "Escape" && canvas.remove());
    })
    .catch(() => console.warn("Leadway: this heat map link is no longer valid. Open it again from the page Heat map."));
}

window.leadway.module(token ? draw : record);
