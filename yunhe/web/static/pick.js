/* The walk of a cart: one expected scan at a time. The page judges at once; what is reported waits for the network. */
"use strict";

const { task, said } = Station;
const reported = new Set(Station.waiting().map((row) => row.binding));
let lines = task.lines.filter((line) => !reported.has(line.binding)).map((line) => ({ ...line, counter: Station.counter(line.codes, Number(line.left)) }));
let past = []; /* {line, uuid, qty, before}: what may be taken back */

const named = (line) => `${line.code} ${line.name}`;

function show() {
  const [line] = lines;
  const undo = past.length ? "undo" : "";
  if (!line) return Station.show({ complete: true, do: said.done, count: `${task.all} / ${task.all}`, acts: [undo] });
  const { taken, left, typing } = line.counter;
  return Station.show({
    do: typing ? said.how_many : said.take,
    place: line.bin,
    name: line.name,
    code: line.code,
    lot: line.lot && said.lot.replace("{lot}", line.lot),
    qty: `${taken} / ${left}`,
    aside: said.tote.replace("{tote}", line.tote),
    count: `${task.all - lines.length + 1} / ${task.all}`,
    typing,
    acts: ["short", lines.length > 1 ? "later" : "", undo],
    rows: lines.slice(1, 6).map((next) => [next.bin, named(next), `× ${next.left}`]),
  });
}

function scanned(text) {
  const [line] = lines;
  if (!line) return;
  const other = task.lines.find((one) => text in one.codes);
  if (other && other.code !== line.code) return Station.wrong(text, named(line), named(other));
  if (line.lot && text === line.lot && !line.counter.typing) return Station.good(text);
  const before = { ...line.counter };
  const typed = line.counter.typing && !(text in line.codes);
  const verdict = Station.count(line.counter, text);
  if (verdict === "wrong") return Station.wrong(text, named(line));
  if (verdict === "over") return Station.bad(said.over.replace("{left}", line.counter.left));
  if (typed || verdict === "full") return take(line, before);
  past.push({ line, before });
  Station.good(said.taken);
  return show();
}

/* Report what was counted of this line; a part of it leaves the rest to be picked. */
function take(line, before) {
  const { taken, left } = line.counter;
  past = past.filter((step) => step.uuid); /* single pieces are one pick now */
  past.push({ line, before, qty: taken, uuid: Station.report({ binding: line.binding, qty: String(taken) }) });
  if (taken === left) lines = lines.filter((one) => one !== line);
  else Object.assign(line, { left: String(Station.exact(left - taken)), counter: Station.counter(line.codes, Station.exact(left - taken)) });
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
    Object.assign(line, { left: String(left), counter: Station.counter(line.codes, left) });
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
