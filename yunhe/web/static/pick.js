/* One expected scan at a time. The page judges at once and keeps what it must tell the server until it was told. */
"use strict";

const main = document.querySelector("[data-scan]");
const part = (name) => main.querySelector(`[data-${name}]`);
const task = JSON.parse(part("task").textContent);
const key = `scans:${main.dataset.scan}`;
const all = task.lines.length;
const EACH = 3; /* up to so many pieces are scanned one by one; more are counted on a keypad */
let waiting = JSON.parse(localStorage.getItem(key) || "[]");
let done = 0;
let taken = 0;
let counting = false;

const sent = new Set(waiting.map((scan) => scan.binding));
const lines = task.lines.filter((line) => !sent.has(line.binding));

function show() {
  const line = lines[done];
  part("count").textContent = `${Math.min(all - lines.length + done + 1, all)} / ${all}`;
  part("short").hidden = !line;
  part("input").hidden = !line;
  if (!line) {
    part("do").textContent = task.said.done;
    for (const name of ["bin", "name", "code", "lot", "qty", "tote"]) part(name).textContent = "";
    main.classList.add("is-complete");
    return;
  }
  part("do").textContent = counting ? part("do").dataset.number : part("do").dataset.take;
  part("bin").textContent = line.bin;
  part("name").textContent = line.name;
  part("code").textContent = line.code;
  part("lot").textContent = line.lot;
  part("qty").textContent = `${taken} / ${line.left}`;
  part("tote").textContent = line.tote;
  part("input").inputMode = counting ? "decimal" : "none";
  part("input").value = "";
  part("input").focus();
}

function note(text, good) {
  part("note").textContent = text;
  main.classList.remove("is-good", "is-bad");
  void main.offsetWidth;
  main.classList.add(good ? "is-good" : "is-bad");
  if (navigator.vibrate) navigator.vibrate(good ? 40 : [80, 60, 80]);
}

function meaning(code) {
  const other = task.lines.find((line) => code in line.codes);
  return other ? task.said.other.replace("{item}", other.name) : `${task.said.unknown}: ${code}`;
}

function scanned(code) {
  const line = lines[done];
  const left = Number(line.left);
  if (counting) return counted(line, code, left);
  if (!(code in line.codes)) return note(meaning(code), false);
  taken += Number(line.codes[code]);
  if (taken > left) {
    taken -= Number(line.codes[code]);
    return note(task.said.number, false);
  }
  note(task.said.taken, true);
  if (taken === left) return finish(line, left);
  counting = left > EACH;
  return show();
}

function counted(line, text, left) {
  const number = Number(text.replace(",", "."));
  if (!(number > 0 && number <= left)) {
    part("input").value = "";
    return note(task.said.number, false);
  }
  taken = number;
  note(task.said.taken, true);
  if (number === left) return finish(line, left);
  tell(line, number, false);
  line.left = String(Math.round((left - number) * 1e6) / 1e6);
  taken = 0;
  counting = false;
  return show();
}

function finish(line, qty) {
  tell(line, qty, false);
  next();
}

function next() {
  done += 1;
  taken = 0;
  counting = false;
  show();
}

function tell(line, qty, short) {
  waiting.push({ uuid: uuid(), binding: line.binding, qty: String(qty), at: new Date().toISOString(), short });
  send();
}

/* crypto.randomUUID needs https, which a warehouse's own network may lack. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

let sending = false;

async function send() {
  localStorage.setItem(key, JSON.stringify(waiting));
  if (sending || !waiting.length) return;
  sending = true;
  const batch = waiting.slice(0, 200);
  try {
    const answer = await fetch(main.dataset.scan, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": main.dataset.token },
      body: JSON.stringify(batch),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const outcome = await answer.json();
    const known = new Set([...outcome.done, ...Object.keys(outcome.refused)]);
    waiting = waiting.filter((scan) => !known.has(scan.uuid));
    for (const reason of Object.values(outcome.refused)) note(reason, false);
    localStorage.setItem(key, JSON.stringify(waiting));
    sending = false;
    if (waiting.length) send();
  } catch {
    sending = false;
    part("note").textContent = task.said.offline.replace("{n}", waiting.length);
  }
}

part("input").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const code = event.target.value.trim();
  event.target.value = "";
  if (code) scanned(code);
});
part("short").addEventListener("click", () => {
  const line = lines[done];
  const left = Math.round((Number(line.left) - taken) * 1e6) / 1e6;
  if (taken > 0) tell(line, taken, false);
  if (left > 0) tell(line, left, true);
  next();
});
window.addEventListener("online", send);
setInterval(send, 5000);
show();
send();
