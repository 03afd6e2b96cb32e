// Draws a heat map over a neutral page: the browser's proportions, the names of what was clicked, the lines of reach.
const picture = JSON.parse(document.getElementById("heat-picture-data").textContent);
const canvas = document.getElementById("heat-map");
const TALLEST = 12000;
const WAIT = 150;

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
  pen.globalCompositeOperation = "destination-over";
  pen.fillStyle = resolved("--hover");
  const band = canvas.width * 0.5;
  for (let top = 0; top < canvas.height; top += band) pen.fillRect(8, top + 8, canvas.width - 16, Math.min(band, canvas.height - top) - 16);
  pen.globalCompositeOperation = "source-over";
}

function labels(pen, scale) {
  pen.font = `12px ${colour("--mono") || "monospace"}`;
  pen.textAlign = "center";
  pen.fillStyle = resolved("--ink");
  for (const element of picture.elements.slice(0, 12)) {
    const half = pen.measureText(element.selector).width / 2;
    const x = Math.min(Math.max((element.x / 1000) * canvas.width, half + 8), Math.max(canvas.width - half - 8, half + 8));
    pen.fillText(element.selector, x, Math.max(14, element.y * scale - 12));
  }
}

function reach(pen) {
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
