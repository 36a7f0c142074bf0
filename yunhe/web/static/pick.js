/* The walk of a cart, one expected scan at a time: the bin (once for all lines that follow one another in it), then the
   piece. The page judges at once; what is reported waits for the network. */
"use strict";

const { task, said } = Station;
const reported = new Set(Station.waiting().map((row) => row.binding));
let lines = task.lines.filter((line) => !reported.has(line.binding)).map((line) => ({ ...line, counter: Station.counter(line, Number(line.left)) }));
let past = []; /* {line, uuid, qty, before}: what may be taken back */
let at = ""; /* the bin scanned last: where the picker stands */

const named = (line) => `${line.code} ${line.name}`;
const same = (one, other) => one.toUpperCase() === other.toUpperCase();
const walking = (line) => task.bins && at !== line.bin;

function show() {
  const [line] = lines;
  const undo = past.length ? "undo" : "";
  if (!line) return Station.show({ complete: true, do: said.done, count: `${task.all} / ${task.all}`, acts: [undo] });
  const { taken, left, typing } = line.counter;
  return Station.show({
    do: walking(line) ? said.bin : typing ? said.how_many : said.take,
    place: line.bin,
    here: !walking(line),
    name: line.name,
    code: line.code,
    lot: line.lot && said.lot.replace("{lot}", line.lot),
    qty: `${taken} / ${left}`,
    aside: `${line.unit} · ${said.tote.replace("{tote}", line.tote)}`,
    count: `${task.all - lines.length + 1} / ${task.all}`,
    typing: typing && !walking(line),
    acts: ["short", lines.length > 1 ? "later" : "", undo],
    rows: lines.slice(1, 6).map((next) => [next.bin, named(next), `${next.left} ${next.unit}`]),
  });
}

function scanned(text, label) {
  const [line] = lines;
  if (!line) return;
  if (walking(line)) return arrive(line, text);
  const other = meant(text);
  if (other && other.code !== line.code) return Station.wrong(text, named(line), named(other));
  if (!other && same(text, line.bin)) return Station.good(said.at_bin.replace("{bin}", line.bin));
  if (!other && bin(text)) return Station.wrong(text, named(line), said.a_bin.replace("{bin}", bin(text)));
  const lots = [label.lot, label.serial].filter(Boolean);
  if (line.lot && lots.length && !lots.includes(line.lot)) {
    return Station.wrong(text, `${line.code} ${said.lot.replace("{lot}", line.lot)}`, `${line.code} ${said.lot.replace("{lot}", lots[0])}`);
  }
  if (line.lot && text === line.lot && !line.counter.typing) return Station.good(text);
  const before = { ...line.counter };
  const typed = line.counter.typing && !(text in line.codes);
  const verdict = Station.count(line.counter, text, label);
  if (verdict === "wrong") return Station.wrong(text, named(line));
  if (verdict === "over") return Station.bad(said.over.replace("{left}", line.counter.left));
  if (typed || verdict === "full") return take(line, before);
  past.push({ line, before });
  Station.good(said.taken);
  return show();
}

const meant = (text) => task.lines.find((line) => text in line.codes);
const bin = (text) => (task.lines.find((line) => same(text, line.bin)) || {}).bin;

function arrive(line, text) {
  const wanted = said.a_bin.replace("{bin}", line.bin);
  if (same(text, line.bin)) {
    at = line.bin;
    Station.good(said.at_bin.replace("{bin}", at));
    return show();
  }
  const other = meant(text);
  if (other) return Station.wrong(text, wanted, named(other));
  return Station.wrong(text, wanted, bin(text) && said.a_bin.replace("{bin}", bin(text)));
}

/* Report what was counted of this line; a part of it leaves the rest to be picked. */
function take(line, before) {
  const { taken, left } = line.counter;
  past = past.filter((step) => step.uuid); /* single pieces are one pick now */
  past.push({ line, before, qty: taken, uuid: Station.report({ binding: line.binding, qty: String(taken) }) });
  if (taken === left) lines = lines.filter((one) => one !== line);
  else Object.assign(line, { left: String(Station.exact(left - taken)), counter: Station.counter(line, Station.exact(left - taken)) });
  if (lines.length) Station.good(said.taken);
  else Station.done(said.done);
  return show();
}

function undo() {
  const step = past.pop();
  const { line } = step;
  if (step.uuid) {
    Station.report({ undo: step.uuid });
    const left = Station.exact(step.qty + (lines.includes(line) ? line.counter.left : 0));
    Object.assign(line, { left: String(left), counter: Station.counter(line, left) });
    lines = [line, ...lines.filter((one) => one !== line)];
  } else Object.assign(line.counter, step.before);
  Station.good(said.undone);
  show();
}

function short() {
  const [line] = lines;
  const { taken, left } = line.counter;
  if (taken > 0) Station.report({ binding: line.binding, qty: String(taken) });
  const missing = Station.exact(left - taken);
  if (missing > 0) Station.report({ binding: line.binding, qty: String(missing), short: true });
  lines = lines.slice(1);
  past = [];
  Station.good(said.short.replace("{left}", missing).replace("{code}", line.code));
  show();
}

Station.onScan(scanned);
if (task.open) Station.report({ start: true });
Station.on("undo", undo);
Station.on("short", short);
Station.on("later", () => {
  const [line, ...rest] = lines;
  lines = [...rest, line];
  show();
});
show();
