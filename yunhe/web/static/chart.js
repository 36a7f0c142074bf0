/* Charts: one look for all, in both themes; ECharts is fetched when the first one comes into a page. */
"use strict";

let library = null;

function fetchLibrary(address) {
  library ||= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

const NARROW = 480; // pixels within which the legend needs a second line

function optionOf(told, width) {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const [ink, quiet, line, paper] = ["ink", "quiet", "line", "paper"].map(colour);
  const number = new Intl.NumberFormat(document.documentElement.lang, told.unit ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : {});
  const values = { type: "value", axisLabel: { color: quiet }, splitLine: { lineStyle: { color: line } } };
  const names = { type: "category", data: told.labels, axisLabel: { color: quiet }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } };
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: told.lying ? 64 : 16, top: told.lying ? 8 : width < NARROW && told.series.length > 2 ? 60 : 40, bottom: 8, containLabel: true },
    legend: { show: told.series.length > 1, top: 0, left: 0, textStyle: { color: ink }, itemWidth: 12, itemHeight: 8 },
    tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: paper, borderColor: line, textStyle: { color: ink }, valueFormatter: (value) => `${number.format(value)} ${told.unit}`.trim() },
    xAxis: told.lying ? values : names,
    yAxis: told.lying ? names : values,
    series: told.series.map((one) => ({
      name: one.name,
      type: one.kind,
      data: one.figures,
      color: colour(`fill-${one.tone}`),
      barMaxWidth: 18,
      symbol: "none",
      label: { show: told.lying, position: "right", color: ink, formatter: ({ value }) => number.format(value) },
    })),
  };
}

async function draw(box) {
  box.dataset.started = "";
  const told = JSON.parse(box.querySelector("script").textContent);
  await fetchLibrary(box.dataset.chart);
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const paint = () => chart.setOption(optionOf(told, box.clientWidth), true);
  paint();
  new ResizeObserver(() => {
    chart.resize();
    paint();
  }).observe(box);
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

function drawAll() {
  for (const box of document.querySelectorAll("[data-chart]:not([data-started])")) draw(box);
}

document.addEventListener("click", (event) => {
  const save = event.target.closest("[data-chart-save]");
  if (!save) return;
  const figure = save.closest(".chart");
  const background = getComputedStyle(figure).backgroundColor;
  const link = document.createElement("a");
  link.href = echarts.getInstanceByDom(figure.querySelector("[data-chart]")).getDataURL({ pixelRatio: 2, backgroundColor: background });
  link.download = `${figure.querySelector("h2").textContent}.png`;
  link.click();
});

document.addEventListener("DOMContentLoaded", drawAll);
document.addEventListener("htmx:afterSettle", drawAll);
