/* The dock: scan goods, say lot and day where the item asks for them, and post one receipt for the truck. */
"use strict";

const { task, said } = Station;
const draftKey = `draft:${Station.main.dataset.report}`;
let rows = JSON.parse(localStorage.getItem(draftKey) || "[]");
let current = null; /* the line being counted, with its counter */
let asking = ""; /* "", "lot" or "expiry" */
let over = false; /* the last scan was more than expected */
let cause = "";
let grade = "";

const lineOf = (code) => task.lines.find((line) => code in line.codes);
const noted = (line) => rows.filter((row) => row.line === line.line).reduce((sum, row) => sum + Number(row.qty), 0);
const left = (line) => Math.max(Station.exact(Number(line.most) - Number(line.received) - noted(line)), 0);
const tracked = (line) => line.tracking !== "none";
const DAY = 86_400_000; /* ms */

/* The last day of sale that a label says or that follows from its day of production, as YYYY-MM-DD. */
function lastDay(label, line) {
  if (label.expires || !label.made || !line.days) return label.expires || "";
  return new Date(Date.parse(label.made) + line.days * DAY).toISOString().slice(0, 10);
}

function show() {
  const complete = task.lines.every((line) => Number(line.received) >= Number(line.qty));
  if (complete && !rows.length && !current) {
    return Station.show({ complete: true, do: said.complete, rows: summary() });
  }
  const line = current && current.line;
  Station.show({
    do: !line ? said.scan : asking === "lot" ? said.lot : asking === "expiry" ? said.expiry : current.counter.typing ? said.how_many : said.scan,
    name: line ? line.name : "",
    code: line ? line.code : "",
    lot: current ? [current.lot, current.expires].filter(Boolean).join(" · ") : "",
    qty: line ? `${current.counter.taken} / ${Number.isFinite(current.counter.left) ? current.counter.left : "…"}` : "",
    aside: line ? [line.unit, grade && said[`grade_${grade}`]].filter(Boolean).join(" · ") : "",
    count: rows.length ? String(rows.length) : "",
    typing: Boolean(line) && !asking && current.counter.typing,
    acts: [
      rows.length || (line && current.counter.taken) ? "post" : "",
      line && !asking && !current.counter.typing ? "type" : "",
      line ? "grade" : "",
      over ? "more" : "",
      rows.length || line ? "undo" : "",
    ],
    rows: summary(),
  });
}

function summary() {
  return task.lines.map((line) => {
    const here = Station.exact(Number(line.received) + noted(line) + (current && current.line === line ? current.counter.taken : 0));
    return [line.code, line.name, `${here} / ${line.qty} ${line.unit}`, here >= Number(line.qty) ? "done" : ""];
  });
}

function begin(line, without = false) {
  keep();
  current = { line, counter: Station.counter(line, without ? Infinity : left(line)), lot: "", expires: "" };
  asking = tracked(line) ? "lot" : "";
  cause = without ? "more_came" : "";
  grade = "";
  over = false;
}

/* What was counted of the current line goes into the draft. */
function keep() {
  if (!current || !current.counter.taken) return;
  const { line, counter, lot, expires } = current;
  rows.push({ line: line.line, qty: String(counter.taken), lot, expires_on: expires || null, grade, cause });
  localStorage.setItem(draftKey, JSON.stringify(rows));
  current = null;
}

function scanned(text, label) {
  if (asking === "lot") return lot(text, label);
  if (asking === "expiry") return expiry(text, label);
  const line = lineOf(text);
  const another = line && line === current?.line && current.lot && ![current.lot, ""].includes(Station.lotOf(label, line.tracking));
  if (current && !another && (current.counter.typing || line === current.line)) return count(text, label);
  if (!line) return Station.wrong(text, said.not_here);
  begin(line);
  current.first = [text, label];
  read(label);
  if (asking) {
    Station.good(line.name);
    return show();
  }
  return count(text, label);
}

/* What the label says need not be asked for. */
function read(label) {
  const { line } = current;
  if (!tracked(line)) return;
  current.lot = current.lot || Station.lotOf(label, line.tracking);
  current.expires = current.expires || lastDay(label, line);
  asking = !current.lot ? "lot" : line.days && !current.expires ? "expiry" : "";
}

function lot(text, label) {
  const line = lineOf(text);
  if (line === current.line && Station.lotOf(label, line.tracking)) {
    read(label);
    Station.good(current.lot);
    return asking ? show() : count(...current.first);
  }
  if (line) return Station.wrong(text, said.lot, `${line.code} ${line.name}`);
  current.lot = text;
  asking = current.line.days && !current.expires ? "expiry" : "";
  Station.good(text);
  return asking ? show() : count(...current.first);
}

function expiry(text, label) {
  const found = /^(\d{2})(\d{2})(\d{2})$/.exec(text);
  const day = lastDay(label, current.line) || (found && `20${found[1]}-${found[2]}-${found[3]}`);
  if (!day || Number.isNaN(Date.parse(day))) return Station.bad(said.no_date);
  current.expires = day;
  asking = "";
  return count(...current.first);
}

function count(text, label) {
  const { counter, line } = current;
  const other = lineOf(text);
  if (other && other !== line) return Station.wrong(text, `${line.code} ${line.name}`, `${other.code} ${other.name}`);
  const verdict = Station.count(counter, text, label);
  if (verdict === "wrong") return Station.wrong(text, `${line.code} ${line.name}`);
  if (verdict === "over") {
    over = true;
    Station.bad(said.over.replace("{left}", Number.isFinite(counter.left) ? counter.left : "0"));
    return show();
  }
  over = false;
  const sum = counter.taken;
  if (verdict === "full") keep();
  Station.good(said.taken.replace("{qty}", `${sum} × ${line.code}`));
  return show();
}

function post() {
  keep();
  current = null;
  if (!rows.length) return Station.bad(said.nothing);
  const told = rows;
  rows = [];
  localStorage.removeItem(draftKey);
  for (const row of told) {
    const line = task.lines.find((one) => one.line === row.line);
    line.received = String(Station.exact(Number(line.received) + Number(row.qty)));
  }
  Station.report({ rows: told });
  return show();
}

function undo() {
  if (current) current = null;
  else rows.pop();
  asking = "";
  over = false;
  localStorage.setItem(draftKey, JSON.stringify(rows));
  Station.good(said.undone);
  show();
}

Station.onScan(scanned);
Station.on("post", post);
Station.on("undo", undo);
Station.on("type", () => {
  current.counter.typing = true;
  show();
});
Station.on("grade", () => {
  grade = task.grades[(task.grades.indexOf(grade || "good") + 1) % task.grades.length];
  show();
});
Station.on("more", () => {
  const { line, counter, lot: code, expires, first } = current;
  keep();
  begin(line, true);
  current = { ...current, lot: code, expires, first };
  asking = "";
  if (!counter.taken) current.counter.typing = true;
  show();
});
Station.onAnswer((row, refused, made) => {
  if (refused) {
    rows = [...row.rows, ...rows]; /* the draft comes back, to be mended */
    localStorage.setItem(draftKey, JSON.stringify(rows));
    for (const one of row.rows) {
      const line = task.lines.find((other) => other.line === one.line);
      line.received = String(Station.exact(Number(line.received) - Number(one.qty)));
    }
  } else if (made.length) Station.done(said.posted.replace("{number}", made[0][1]));
  if (!current) show();
});
show();
