/* Put away and move: scan the goods (and before that, to move, the bin they lie in), then the bin they go into. */
"use strict";

const { task, said } = Station;
const moving = Boolean(task.open);
let rows = task.rows;
let from = ""; /* the bin that was opened, when moving */
let current = null;
let typing = false;
let count = 0;

const matching = (code, { lot, serial } = {}) =>
  rows.filter((row) => (code in row.codes && (!row.lot || !(lot || serial) || [lot, serial].includes(row.lot))) || (row.lot && row.lot === code));
const named = (row) => `${row.code} ${row.name}`;

function show() {
  if (!rows.length && !moving) return Station.show({ complete: true, do: said.complete, count: count ? String(count) : "" });
  const step = !current ? (moving && !from ? said.from : said.goods) : typing ? said.how_many : said.to;
  Station.show({
    do: step,
    place: current ? current.to : from,
    name: current ? current.name : "",
    code: current ? current.code : "",
    lot: current ? current.lot : "",
    qty: current ? current.qty : "",
    aside: current ? [current.unit, current.grade !== "good" && said[`grade_${current.grade}`]].filter(Boolean).join(" · ") : "",
    count: count ? String(count) : "",
    typing,
    acts: [
      current && !typing ? "part" : "",
      current && lots(current).length > 1 ? "next_lot" : "",
      current || from ? "back" : "",
    ],
    rows: current ? [] : rows.map((row) => [row.code, `${row.name} ${row.lot}`.trim(), `${row.qty} ${row.unit}`]),
  });
}

const lots = (row) => rows.filter((other) => other.code === row.code);

async function scanned(text, label) {
  if (typing) return part(text);
  if (current) return target(text);
  if (moving && !from) return open(text);
  const [row] = matching(text, label);
  if (row) return choose(row);
  if (moving && isBin(text)) return open(text);
  return Station.wrong(text, said.a_piece);
}

function choose(row) {
  current = { ...row, whole: row.qty };
  Station.good(row.to ? said.suggested.replace("{bin}", row.to) : named(row));
  show();
}

const isBin = (code) => !task.bins || task.bins.includes(code);

async function open(code) {
  if (!isBin(code)) return Station.wrong(code, said.a_bin);
  const answer = await Station.ask(`${task.open}?code=${encodeURIComponent(code)}`);
  if (!answer) return task.bins ? Station.bad(said.offline_bin) : Station.wrong(code, said.a_bin);
  rows = answer.rows;
  from = rows.length ? code : "";
  if (rows.length) Station.good(said.bin.replace("{code}", code));
  else Station.bad(said.empty);
  return show();
}

function target(code) {
  const [goods] = matching(code);
  if (goods) return Station.wrong(code, said.a_bin, named(goods));
  if (!isBin(code)) return Station.wrong(code, said.a_bin);
  if (code === from) return Station.wrong(code, said.a_bin, said.bin.replace("{code}", code));
  Station.report({ level: current.level, qty: String(current.qty), bin: code });
  Station.done(said.stored.replace("{qty}", current.qty).replace("{code}", current.code).replace("{bin}", code));
  take(current.level, Number(current.qty));
  current = null;
  count += 1;
  if (moving && !rows.length) from = "";
  return show();
}

function take(level, qty) {
  const row = rows.find((one) => one.level === level);
  row.qty = String(Station.exact(Number(row.qty) - qty));
  rows = rows.filter((one) => Number(one.qty) > 0);
}

function part(text) {
  const qty = Station.typed(text);
  if (!(qty > 0 && qty <= Number(current.whole))) return Station.bad(said.number);
  current.qty = String(qty);
  typing = false;
  Station.good(said.to);
  return show();
}

Station.onScan(scanned);
Station.on("part", () => {
  typing = true;
  show();
});
Station.on("next_lot", () => {
  const same = lots(current);
  choose(same[(same.findIndex((row) => row.level === current.level) + 1) % same.length]);
});
Station.on("back", () => {
  if (typing) typing = false;
  else if (current) current = null;
  else {
    from = "";
    rows = [];
  }
  show();
});
show();
