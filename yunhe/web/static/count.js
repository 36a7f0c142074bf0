/* Count a bin blind: scan the bin, then every piece in it (or type how many), and say when that is all. */
"use strict";

const { task, said } = Station;
let bin = "";
let piles = []; /* {code, name, unit, lot, grade, codes, tracking, qty (null = not counted), seen} */
let current = null;
let asking = false; /* for a lot */
let typing = false;
let sure = false;
let past = [];

const found = (code) => piles.filter((pile) => code in pile.codes);

function show() {
  Station.show({
    do: !bin ? said.bin : asking ? said.lot : typing ? said.how_many : said.goods,
    place: bin,
    name: current ? current.name : "",
    code: current ? current.code : "",
    lot: current ? current.lot : "",
    qty: current ? String(current.qty || 0) : "",
    aside: current ? current.unit : "",
    typing,
    acts: bin ? [typing || asking ? "" : "finish", current && !typing && !asking ? "type" : "", past.length ? "undo" : ""] : [],
    rows: bin ? piles.filter((pile) => pile.qty !== null).map((pile) => [pile.code, `${pile.name} ${pile.lot}`.trim(), `${pile.qty} ${pile.unit}`]) : task.wanted.map((code) => [code, "", ""]),
  });
}

async function scanned(text, label) {
  sure = false;
  if (typing) return number(text);
  if (asking) return lot(Station.lotOf(label, current.tracking) || text);
  if (!bin) return open(text);
  const here = found(text);
  if (here.length) return begin(here, text, label);
  const lotted = piles.find((pile) => pile.lot === text);
  if (lotted) {
    current = lotted;
    return add(1);
  }
  const item = await Station.ask(`${task.open}?item=${encodeURIComponent(text)}`);
  if (!item) return Station.wrong(text, said.a_piece);
  const pile = { ...item, qty: null };
  piles.push(pile);
  return begin([pile], text, label);
}

/* A lot that the label does not say is asked for; without one, the lot that was counted last goes on. */
function begin(here, code, label) {
  const named = Station.lotOf(label, here[0].tracking);
  const same = here.includes(current) ? current : here.length === 1 ? here[0] : null;
  if (here[0].tracking === "none") current = same || here[0];
  else current = same && !(named && same.lot) ? same : { ...here[0], qty: null, lot: "", fresh: true };
  current.first = Station.pieces(current, code, label);
  if (current.tracking !== "none" && !current.lot) {
    if (named) return lot(named);
    asking = true;
    Station.good(current.name);
    return show();
  }
  return add(current.first);
}

function lot(text) {
  const known = piles.find((pile) => pile.code === current.code && pile.lot === text);
  const first = current.first;
  if (known) current = known;
  else if (current.fresh || !piles.includes(current)) piles.push((current = { ...current, lot: text, fresh: false }));
  else current.lot = text;
  asking = false;
  return add(first);
}

function add(qty) {
  set(Station.exact((current.qty || 0) + qty));
}

function set(qty) {
  past.push([current, current.qty]);
  current.qty = qty;
  typing = false;
  Station.good(said.counted.replace("{qty}", qty).replace("{code}", current.code));
  show();
}

function number(text) {
  const qty = Station.typed(text);
  if (!(qty >= 0 && qty < 1e12)) return Station.bad(said.number);
  return set(Station.exact(qty));
}

async function open(code) {
  const answer = await Station.ask(`${task.open}?code=${encodeURIComponent(code)}`);
  if (!answer) return navigator.onLine ? Station.wrong(code, said.a_bin) : Station.bad(said.offline_bin);
  bin = answer.bin;
  piles = answer.rows.map((row) => ({ ...row, qty: null }));
  past = [];
  Station.good(bin);
  return show();
}

function finish() {
  const missing = piles.filter((pile) => pile.qty === null);
  if (missing.length && !sure) {
    sure = true;
    return Station.bad(said.missing.replace("{what}", missing.map((pile) => `${pile.code} ${pile.lot}`.trim()).join(", ")));
  }
  Station.report({ bin, rows: piles.map(({ code, lot: of, grade, qty }) => ({ code, lot: of, grade, qty: String(qty || 0) })) });
  Station.done(said.told.replace("{code}", bin));
  task.wanted = task.wanted.filter((code) => code !== bin);
  bin = "";
  piles = [];
  current = null;
  past = [];
  sure = false;
  return show();
}

Station.onScan(scanned);
Station.on("finish", finish);
Station.on("type", () => {
  typing = true;
  show();
});
Station.on("undo", () => {
  const [pile, qty] = past.pop();
  pile.qty = qty;
  current = pile;
  typing = false;
  Station.good(said.undone);
  show();
});
Station.onAnswer((row, refused, made) => {
  if (refused) return;
  const text = made.length ? said.differs.replace("{n}", made.length) : said.same;
  Station.done(text.replace("{code}", row.bin));
});
show();
if (task.start) open(task.start);
