// Draws a heat map over a neutral page: the browser's proportions, the names of what was clicked, the lines of reach.
const picture = JSON.parse(document.getElementById("heat-picture-data").textContent);
const canvas = document.getElementById("heat-map");
const TALLEST = 12000;
const WAIT = 150;
const LINE = 16;

function colour(name) {
  return getComputedStyle(canvas).getPropertyValue(name).trim();
}

// A colour of our own as the canvas understands it: light-dark() is for style sheets only.
function resolved(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  canvas.before(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function measure() {
  const width = canvas.parentElement.clientWidth;
  const scale = width / picture.width;
  canvas.width = width;
  canvas.height = Math.min(Math.max(picture.height * scale, width * 0.5), TALLEST);
  return scale;
}

function heat(scale) {
  const points = picture.cells.map(([x, y, count]) => [(x / 1000) * canvas.width, y * scale, count]);
  const most = Math.max(1, ...picture.cells.map((cell) => cell[2]));
  simpleheat(canvas).data(points).max(most).radius(Math.max(6, 16 * scale), Math.max(4, 12 * scale)).draw(0.15);
}

// Under the heat: the page's bands, as many as its height has windows.
function skeleton(pen) {
  pen.globalAlpha = 1;
  pen.globalCompositeOperation = "destination-over";
  pen.fillStyle = resolved("--hover");
  const band = canvas.width * 0.5;
  for (let top = 0; top < canvas.height; top += band) pen.fillRect(8, top + 8, canvas.width - 16, Math.min(band, canvas.height - top) - 16);
  pen.globalCompositeOperation = "source-over";
}

// The last step of each selector, the most clicked first; one that would lie on another is left out.
function labels(pen, scale) {
  pen.globalAlpha = 1;
  pen.font = `12px ${colour("--mono") || "monospace"}`;
  pen.textAlign = "center";
  const placed = [];
  for (const element of picture.elements) {
    const text = element.selector.split(">").pop();
    const half = pen.measureText(text).width / 2 + 4;
    const x = Math.min(Math.max((element.x / 1000) * canvas.width, half + 8), Math.max(canvas.width - half - 8, half + 8));
    const y = Math.max(16, element.y * scale - 12);
    if (placed.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < LINE)) continue;
    placed.push({ x, y, half });
    pen.globalAlpha = 0.8;
    pen.fillStyle = resolved("--surface");
    pen.fillRect(x - half, y - 12, 2 * half, LINE);
    pen.globalAlpha = 1;
    pen.fillStyle = resolved("--ink");
    pen.fillText(text, x, y);
  }
}

function reach(pen) {
  pen.globalAlpha = 1;
  pen.textAlign = "left";
  pen.font = "12px sans-serif";
  for (const [depth, share] of picture.reach) {
    const y = (depth / 100) * canvas.height;
    if (picture.kind === "reach") {
      pen.globalAlpha = share / 300;
      pen.fillStyle = resolved("--danger");
      pen.fillRect(0, y - canvas.height / 20, canvas.width, canvas.height / 20);
      pen.globalAlpha = 1;
    }
    if (picture.kind !== "reach" && depth % 25) continue;
    pen.fillStyle = resolved("--quiet");
    pen.fillRect(0, y - 1, canvas.width, 1);
    pen.fillText(`${depth} % · ${share} %`, 12, y - 5);
  }
}

function draw() {
  const scale = measure();
  const pen = canvas.getContext("2d");
  heat(scale);
  skeleton(pen);
  reach(pen);
  labels(pen, scale);
}

let waiting = 0;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(draw, WAIT);
});
draw();
