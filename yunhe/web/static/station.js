/* What all scan stations share: the gun, the screen, tones, counting of pieces, and an outbox that outlives the network. */
"use strict";

const Station = (() => {
  const main = document.querySelector("[data-station]");
  const part = (name) => main.querySelector(`[data-${name}]`);
  const task = JSON.parse(part("task").textContent);
  const said = task.said;
  const EACH = 3; /* so many pieces are scanned one by one; more are typed */
  const SILENCE = 60; /* ms after which a burst of characters is a scan, for guns that send no Enter */
  const BURST = 35; /* ms between the characters of a gun */

  /* Screen */
  const FIELDS = ["count", "do", "name", "code", "lot", "qty", "aside"];
  const LONG = 8; /* characters of a place that one line of a PDA holds in the largest type */

  /** Show a step: texts by field, whether one stands at its place (`here`), which buttons are offered, whether a number is
      typed, and whether all is done. */
  function show(step) {
    for (const name of FIELDS) if (part(name)) part(name).textContent = step[name] || "";
    place(step.place || "", Boolean(step.here));
    for (const button of main.querySelectorAll("[data-act]")) button.hidden = !(step.acts || []).includes(button.dataset.act);
    main.classList.toggle("is-complete", Boolean(step.complete));
    main.classList.toggle("is-typing", Boolean(step.typing));
    part("keypad").hidden = !step.typing;
    part("input").hidden = Boolean(step.complete);
    part("input").disabled = false; /* a scan before this would have been lost without a word */
    part("input").inputMode = step.typing ? "decimal" : "none";
    part("input").value = "";
    list(step.rows || []);
    if (!step.complete) part("input").focus();
  }

  /** A place in groups, as A- 03- 12: a line breaks between them only. */
  function place(code, here) {
    part("place").classList.toggle("is-here", here);
    part("place").classList.toggle("is-long", code.length > LONG);
    part("place").replaceChildren(
      ...(code.match(/[^-]+-?|-/g) || []).map((group) => {
        const span = document.createElement("span");
        span.textContent = group;
        return span;
      }),
    );
  }

  /** Rows under the step: [code, name, figure, tone]. */
  function list(rows) {
    part("list").replaceChildren(
      ...rows.map(([code, name, figure, tone]) => {
        const row = document.createElement("li");
        if (tone) row.className = `is-${tone}`;
        for (const [cell, text] of Object.entries({ code, name, figure })) {
          const span = document.createElement("span");
          span.className = `scan-row-${cell}`;
          span.textContent = text;
          row.append(span);
        }
        return row;
      }),
    );
  }

  /* Tones: [frequency, milliseconds, wave]; frequency 0 is a rest. */
  const TONES = {
    good: [[1480, 90, "sine"]],
    done: [[990, 90, "sine"], [1480, 180, "sine"]],
    bad: [[165, 150, "square"], [0, 70, "sine"], [165, 220, "square"]],
    unknown: [[440, 120, "triangle"], [300, 220, "triangle"]],
  };
  const SHAKES = { good: 40, done: [40, 40, 80], bad: [90, 60, 160], unknown: [60, 60, 60, 60, 60] };
  let speaker = null;

  function sound(kind) {
    if (navigator.vibrate) navigator.vibrate(SHAKES[kind]);
    const Audio = window.AudioContext;
    if (!Audio) return;
    speaker = speaker || new Audio();
    if (speaker.state === "suspended") speaker.resume();
    let at = speaker.currentTime;
    for (const [frequency, ms, wave] of TONES[kind]) {
      if (frequency) {
        const voice = speaker.createOscillator();
        const loudness = speaker.createGain();
        loudness.gain.value = 0.2;
        voice.type = wave;
        voice.frequency.value = frequency;
        voice.connect(loudness).connect(speaker.destination);
        voice.start(at);
        voice.stop(at + ms / 1000);
      }
      at += ms / 1000;
    }
  }

  function note(text, kind) {
    part("note").textContent = text;
    main.classList.remove("is-good", "is-bad");
    void main.offsetWidth; /* so that the same flash can follow itself */
    main.classList.add(kind === "good" || kind === "done" ? "is-good" : "is-bad");
    main.dataset.heard = kind;
    sound(kind);
  }

  const good = (text) => note(text, "good");
  const done = (text) => note(text, "done");
  const bad = (text) => note(text, "bad");

  /** A code that this step does not want: say what it is, as far as the server knows, and what was expected. */
  async function wrong(code, expected, known) {
    const wanted = expected ? ` · ${said.expected.replace("{what}", expected)}` : "";
    if (known) return bad(`${said.is.replace("{what}", known)}${wanted}`);
    const first = `${said.unknown}: ${code}${wanted}`;
    note(first, "unknown");
    try {
      const answer = await fetch(`${main.dataset.what}?code=${encodeURIComponent(code)}`, { redirect: "error" });
      const { meanings } = await answer.json();
      if (!meanings.length || part("note").textContent !== first) return;
      const what = meanings.map((one) => [one.kind, one.code, one.name].filter(Boolean).join(" ")).join(", ");
      part("note").textContent = `${said.is.replace("{what}", what)}${wanted}`;
    } catch {
      /* without a network the code stays unknown */
    }
  }

  /* Pieces of one line: scanned one by one while few are left, else typed after the first scan. */
  const exact = (number) => Math.round(number * 1e6) / 1e6;
  const counter = ({ codes, weighed }, left) => ({ codes, weighed, left, taken: 0, typing: false });

  /** The base units that a code stands for, 0 when it is not this line's; of a GS1 label its weight where goods are weighed,
      else as many as it counts. */
  function pieces({ codes, weighed }, text, label) {
    if (!(text in codes)) return 0;
    return weighed && label.weight ? label.weight : exact(Number(codes[text]) * (label.count || 1));
  }

  /** Judge a code or a typed number: "wrong" (not this line's), "over", "more" (not full yet) or "full". */
  function count(line, text, label) {
    const piece = pieces(line, text, label);
    if (piece) {
      if (exact(line.taken + piece) > line.left) return "over";
      line.taken = exact(line.taken + piece);
      line.typing = line.typing || ((line.left > EACH || !Number.isInteger(line.left)) && line.taken < line.left);
      return line.taken === line.left ? "full" : "more";
    }
    if (!line.typing) return "wrong";
    const number = typed(text);
    if (!(number > 0 && number <= line.left)) return "over";
    line.taken = number;
    return "full";
  }

  const typed = (text) => Number(text.replace(",", "."));

  /* Outbox: what must be told to the server, kept on the device until it has answered. */
  const key = `outbox:${main.dataset.report}`;
  let waiting = JSON.parse(localStorage.getItem(key) || "[]");
  let sending = false;
  let answered = () => {};

  /** Tell the server, now or when the network is back; returns the report's uuid. Told twice, it counts once. */
  function report(content) {
    const uuid = makeUuid();
    waiting.push({ uuid, at: new Date().toISOString(), ...content });
    send();
    return uuid;
  }

  /* crypto.randomUUID needs https, which a warehouse's own network may lack. */
  function makeUuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  async function send() {
    localStorage.setItem(key, JSON.stringify(waiting));
    if (sending || !waiting.length) return;
    sending = true;
    try {
      settle(await post(waiting.slice(0, 50)));
    } catch (error) {
      part("waiting").textContent = (error.message === "login" ? said.login : said.offline).replace("{n}", waiting.length);
      sending = false;
    }
  }

  async function post(batch) {
    const answer = await fetch(main.dataset.report, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": main.dataset.token },
      body: JSON.stringify(batch),
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect") throw new Error("login");
    if (answer.status >= 400 && answer.status < 500) {
      return { done: [], made: {}, refused: Object.fromEntries(batch.map((one) => [one.uuid, said.refused])) };
    }
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function settle(outcome) {
    const told = new Set([...outcome.done, ...Object.keys(outcome.refused)]);
    const over = waiting.filter((one) => told.has(one.uuid));
    waiting = waiting.filter((one) => !told.has(one.uuid));
    localStorage.setItem(key, JSON.stringify(waiting));
    part("waiting").textContent = "";
    sending = false;
    for (const one of over) {
      if (outcome.refused[one.uuid]) bad(outcome.refused[one.uuid]);
      answered(one, outcome.refused[one.uuid], (outcome.made || {})[one.uuid]);
    }
    if (waiting.length) send();
  }

  /* The gun: a keyboard that types fast. Enter, Tab or silence ends a scan. A station hears the code and what a GS1 label
     says besides ({} for another code); an AIM prefix (]E0 …) is not part of a code. */
  const gs1 = Gs1(task.gs1);
  let scanned = () => {};
  let burst = 0;
  let last = 0;
  let silence = 0;

  function take() {
    clearTimeout(silence);
    burst = 0;
    const text = part("input").value.trim();
    part("input").value = "";
    if (text) hear(text);
  }

  function hear(text) {
    const found = elements(text);
    if (!found) return;
    const label = found.length ? gs1.goods(found, new Date().getFullYear()) : {};
    scanned(label.gtin || label.lot || label.serial || label.sscc || text.replace(/^\][A-Za-z][0-9A-Za-z]/, ""), label);
  }

  /** The elements of a GS1 label, none for another code; says which one is wrong. */
  function elements(text) {
    try {
      return gs1.read(text) || [];
    } catch (fault) {
      if (!(fault instanceof gs1.Fault)) throw fault;
      bad(said[`gs1_${fault.code}`].replace("{ai}", fault.ai).replace("{value}", () => fault.value));
      return null;
    }
  }

  /** The lot or serial number that a label names, for goods that are tracked by it. */
  const lotOf = (label, tracking) => ({ lot: label.lot, serial: label.serial })[tracking] || "";

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "]" && event.target === part("input")) {
      event.preventDefault();
      part("input").value += "\x1d"; /* so a keyboard says GS, the FNC1 within a GS1 label */
    }
    if (event.ctrlKey || event.metaKey || event.altKey || part("input").hidden) return;
    const elsewhere = event.target !== part("input") && event.target.matches("input, select, textarea");
    if (elsewhere) return;
    if (event.key === "Enter" || event.key === "Tab") {
      if (!part("input").value.trim()) return;
      event.preventDefault();
      take();
    } else if (event.key.length === 1) {
      if (event.target !== part("input") && event.key !== " ") part("input").focus();
      burst = event.timeStamp - last < BURST ? burst + 1 : 1;
      last = event.timeStamp;
      clearTimeout(silence);
      if (burst >= 4 && !main.classList.contains("is-typing")) silence = setTimeout(take, SILENCE);
    }
  });

  part("keypad").addEventListener("click", (event) => {
    const digit = event.target.closest("button");
    if (!digit) return;
    const input = part("input");
    if (digit.dataset.key === "enter") take();
    else if (digit.dataset.key === "back") input.value = input.value.slice(0, -1);
    else input.value += digit.dataset.key;
  });

  const acts = {};
  main.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button && acts[button.dataset.act]) acts[button.dataset.act]();
    if (button && !part("input").hidden) part("input").focus();
  });

  window.addEventListener("online", send);
  setInterval(send, 5000);
  if (waiting.length) send();

  return {
    main, part, task, said, show, good, done, bad, wrong, counter, pieces, count, lotOf, exact, typed, report,
    waiting: () => waiting,
    onScan: (verb) => { scanned = verb; },
    onAnswer: (verb) => { answered = verb; },
    on: (act, verb) => { acts[act] = verb; },
    /** The same code again does not help: fetch a station's facts, as JSON; null without a network. */
    async ask(address) {
      try {
        const answer = await fetch(address, { redirect: "error" });
        return answer.ok ? await answer.json() : null;
      } catch {
        return null;
      }
    },
  };
})();
