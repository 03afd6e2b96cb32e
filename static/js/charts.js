// Draws every <figure data-chart="bar|line|funnel|stacked" data-source="id"> with ECharts, in the colours of app.css. The table beside it holds
// the same figures. ECharts is fetched only by pages that have a chart.
const figures = [...document.querySelectorAll("figure[data-chart]")].filter((figure) => figure.querySelector(".chart-canvas"));
const probe = document.createElement("span");
probe.hidden = true;
document.body.append(probe);

function colour(name) {
  probe.className = `probe-${name}`;
  const [red, green, blue] = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
  return `rgb(${red},${green},${blue})`;
}

function load(source) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: source, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

const theme = () => ({
  ink: colour("ink"), quiet: colour("quiet"), line: colour("line"), surface: colour("surface"),
  series: ["series-1", "series-2", "series-3", "series-4", "series-5", "series-6", "series-7", "series-8"].map(colour),
});

function mark(series, index, ink) {
  if (series.stage) return colour(`stage-${series.stage}`);
  return ink.series[index % ink.series.length];
}

function point(series, value, i) {
  const item = { value, href: series.links?.[i] || "" };
  const stage = series.stages?.[i];
  return stage ? { ...item, itemStyle: { color: colour(`stage-${stage}`) } } : item;
}

function axis(ink, more) {
  return {
    axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false }, axisLabel: { color: ink.quiet, hideOverlap: true },
    splitLine: { lineStyle: { color: ink.line, width: 1 } }, nameTextStyle: { color: ink.quiet, align: "left" }, ...more,
  };
}

// The interval around each mark of a series that carries `low` and `high`: a line with two caps.
function whiskers(one, index, ink) {
  const stroke = mark(one, index, ink);
  return {
    name: one.interval, type: "custom", silent: true, z: 1, itemStyle: { color: stroke }, encode: { x: 0, y: [1, 2], tooltip: [1, 2] },
    data: one.low.map((low, i) => [i, low, one.high[i]]).filter(([, low]) => low !== null),
    renderItem(params, api) {
      const [x, bottom] = api.coord([api.value(0), api.value(1)]);
      const top = api.coord([api.value(0), api.value(2)])[1];
      const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth: 1.5, opacity: 0.6 } });
      return { type: "group", children: [line(x, bottom, x, top), line(x - 5, bottom, x + 5, bottom), line(x - 5, top, x + 5, top)] };
    },
  };
}

function seriesOf(kind, data, ink) {
  const ranges = data.series.flatMap((one, index) => (one.low ? [whiskers(one, index, ink)] : []));
  return ranges.concat(data.series.map((one, index) => ({
    name: one.name,
    type: kind === "line" ? "line" : "bar",
    stack: kind === "stacked" ? "all" : undefined,
    data: one.data.map((value, i) => point(one, value, i)),
    itemStyle: { color: mark(one, index, ink), borderRadius: kind === "stacked" ? 0 : 2 },
    lineStyle: { color: mark(one, index, ink), width: 2, type: one.dashed ? "dashed" : "solid" },
    barMaxWidth: 28,
    symbolSize: 6,
    connectNulls: false,
    // The name at a line's end travels along it from its first point; where there is none, it would set out from nowhere.
    ...(kind === "line" && (one.data[0]?.value ?? one.data[0]) == null ? { animation: false } : {}),
    label: data.series.length === 1 && one.data.length <= 14 && kind !== "line"
      ? { show: true, position: kind === "funnel" ? "right" : "top", color: ink.ink }
      : { show: false },
    endLabel: kind === "line" && data.series.length > 1 && !one.dashed ? { show: true, formatter: "{a}", color: ink.quiet } : undefined,
    labelLayout: { moveOverlap: "shiftY" },
  })));
}

// Room for the names at the ends of the lines: a CJK character is about as wide as it is high.
function room(names) {
  const wide = (name) => [...name].reduce((sum, char) => sum + (char.codePointAt(0) > 0x2e7f ? 13 : 7), 0);
  return Math.min(176, 20 + Math.max(...names.map(wide)));
}

function option(kind, data) {
  const ink = theme();
  const names = { type: "category", data: data.categories, inverse: kind === "funnel" };
  const values = { type: "value", min: kind === "line" && data.free_baseline ? undefined : (v) => Math.min(0, v.min), name: kind === "funnel" ? "" : (data.unit ?? "") };
  const lying = kind === "funnel";
  return {
    aria: { enabled: true },
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 150,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink.ink },
    grid: { left: lying ? 24 : 12, right: kind === "line" && data.series.length > 1 ? room(data.series.filter((one) => !one.dashed).map((one) => one.name)) : lying ? 56 : 16, top: data.unit && !lying ? 32 : 16, bottom: data.series.length > 1 ? 36 : 8, containLabel: true },
    legend: { show: data.series.length > 1, data: data.series.map((one) => one.name), type: "scroll", bottom: 0, pageTextStyle: { color: ink.quiet }, pageIconColor: ink.quiet, pageIconInactiveColor: ink.line, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: { color: ink.quiet } },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, backgroundColor: ink.surface, borderColor: ink.line,
      textStyle: { color: ink.ink }, axisPointer: { type: "line", lineStyle: { color: ink.quiet } },
    },
    xAxis: lying ? axis(ink, { ...values, splitLine: { show: false }, axisLabel: { show: false } }) : axis(ink, { ...names, splitLine: { show: false } }),
    yAxis: lying ? axis(ink, { ...names, axisLine: { show: false }, axisLabel: { color: ink.ink } }) : axis(ink, { ...values, axisLine: { show: false } }),
    series: seriesOf(kind, data, ink),
  };
}

function draw(figure) {
  const canvas = figure.querySelector(".chart-canvas");
  const data = JSON.parse(document.getElementById(figure.dataset.source).textContent);
  const chart = window.echarts.getInstanceByDom(canvas) ?? window.echarts.init(canvas, null, { renderer: "svg" });
  chart.setOption(option(figure.dataset.chart, data), true);
  chart.off("click");
  chart.on("click", (event) => {
    if (event.data?.href) window.location.assign(event.data.href);
  });
  new ResizeObserver(() => chart.resize()).observe(canvas);
}

if (figures.length) {
  await load(figures[0].dataset.echarts);
  figures.forEach(draw);
  document.addEventListener("themechange", () => figures.forEach(draw));
}
