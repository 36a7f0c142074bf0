/* The pack table: every piece is scanned into the carton, the carton is weighed and closed, its label is printed. */
"use strict";

const { task, said } = Station;
const lines = task.lines.map((line) => ({ ...line, counter: Station.counter(line, Number(line.qty)) }));
const ASKED = 1500; /* ms between two looks for the waybill */
const ODD = 0.2; /* how far a weight may be off before it is asked for again */
let current = null;
let stage = task.packed ? "label" : "goods"; /* goods, weigh, label */
let doubted = "";
let past = [];

const lineOf = (code) => lines.find((line) => code in line.codes);
const named = (line) => `${line.code} ${line.name}`;
const open = () => lines.filter((line) => line.counter.taken < line.counter.left);

function show() {
  const typing = stage === "weigh" || (stage === "goods" && Boolean(current) && current.counter.typing);
  Station.show({
    do: stage === "weigh" ? said.weigh : typing ? said.how_many : said.scan,
    name: stage === "goods" && current ? current.name : "",
    code: stage === "goods" && current ? current.code : "",
    qty: stage === "goods" && current ? `${current.counter.taken} / ${current.counter.left}` : "",
    aside: stage === "weigh" ? (task.about ? said.about.replace("{kg}", task.about) : "") : current ? current.unit : "",
    count: `${lines.length - open().length} / ${lines.length}`,
    typing,
    acts: [
      stage === "goods" && current && !typing && current.counter.taken < current.counter.left ? "type" : "",
      stage === "weigh" ? "skip" : "",
      stage !== "label" && past.length ? "undo" : "",
    ],
    rows: lines.map((line) => [line.code, line.name, `${line.counter.taken} / ${line.qty} ${line.unit}`, line.counter.taken === line.counter.left ? "done" : ""]),
  });
}

function scanned(text, label) {
  if (stage === "label") return window.location.assign(`${task.next}/${encodeURIComponent(text)}`);
  if (stage === "weigh") return weigh(text);
  const line = lineOf(text);
  const typed = !line && current && current.counter.typing;
  if (!line && !typed) return Station.wrong(text, current && open().includes(current) ? named(current) : said.this);
  return count(typed ? current : line, text, label);
}

function count(line, text, label) {
  const before = { ...line.counter };
  if (Station.count(line.counter, text, label) === "over") {
    return Station.bad(`${named(line)}: ${said.over.replace("{left}", line.counter.left)}`);
  }
  past.push([line, before]);
  current = line;
  if (line.counter.taken === line.counter.left) line.counter.typing = false;
  Station.good(said.taken.replace("{qty}", line.counter.taken).replace("{code}", line.code));
  if (!open().length) {
    stage = "weigh";
    Station.done(said.full);
  }
  return show();
}

function weigh(text) {
  const kg = Station.typed(text.replace(/\s*kg$/i, ""));
  if (!(kg > 0 && kg < 1000)) return Station.bad(said.number);
  const about = Number(task.about);
  if (about && Math.abs(kg - about) > Math.max(about * ODD, 0.05) && doubted !== text) {
    doubted = text;
    Station.part("input").value = "";
    return Station.bad(said.odd.replace("{kg}", kg).replace("{about}", task.about));
  }
  return close(String(Math.round(kg * 1000) / 1000));
}

function close(kg) {
  stage = "label";
  Station.report({ weight_kg: kg });
  waitForLabel(said.waiting);
}

/* The carton is closed on the screen at once; the label follows when the server and the carrier have answered. */
function waitForLabel(text) {
  Station.show({
    do: said.packed,
    aside: text,
    count: `${lines.length} / ${lines.length}`,
    rows: lines.map((line) => [line.code, line.name, `${line.qty} ${line.unit}`, "done"]),
  });
}

async function look() {
  const answer = await Station.ask(task.label);
  if (!answer || answer.state === "waiting") {
    setTimeout(look, ASKED);
    return;
  }
  if (answer.state === "by_hand") return typeIt(answer.parcel);
  const ready = answer.state === "ready";
  waitForLabel(ready ? said.label.replace("{waybill}", answer.waybill) : said.no_label);
  Station.part("print").hidden = !ready;
  Station.done(ready ? said.label.replace("{waybill}", answer.waybill) : said.next);
  if (ready) Station.part("print").querySelector("button").focus();
}

/* No carrier will answer: the number is typed on the parcel's page. */
function typeIt(parcel) {
  waitForLabel(said.by_hand);
  const way = document.querySelector("[data-by-hand]");
  way.href = parcel;
  way.hidden = false;
  Station.done(said.by_hand);
  way.focus();
}

Station.onScan(scanned);
Station.on("type", () => {
  current.counter.typing = true;
  show();
});
Station.on("skip", () => close(null));
Station.on("undo", () => {
  const [line, before] = past.pop();
  Object.assign(line.counter, before);
  current = line;
  stage = "goods";
  Station.good(said.undone);
  show();
});
Station.onAnswer((row, refused) => {
  if (refused) {
    stage = "weigh";
    show();
  } else look();
});
if (task.packed) {
  waitForLabel(said.waiting);
  look();
} else show();
