/* GS1 element strings on a device, which judges scans without a network: the same reading as catalog/gs1.py, by its table. */
"use strict";

/* `table` = {prefix: [digits of the AI, least, most, kind, predefined length]}. */
const Gs1 = ({ table, symbologies, unmarked }) => {
  const GS = "\x1d";
  const TEXT = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/;
  const BRACKETS = /\((\d{2,4})\)([^(]*(?:\((?!\d{2,4}\))[^(]*)*)/g;
  const BRACKETED = /^\(\d{2,4}\)/;
  const DIGITS = /^\d+$/;

  class Fault extends Error {
    constructor(code, ai, value) {
      super(code);
      Object.assign(this, { code, ai, value: value.replaceAll(GS, "␝") });
    }
  }

  /** The elements of a scanned code by AI, as [AI, value] in their order; null when it is no GS1 code. Throws a fault with
      its code, AI and value when a marked one is wrong. */
  function read(text) {
    const marked = symbologies.some((prefix) => text.startsWith(prefix));
    const body = marked ? text.slice(3) : text;
    if (BRACKETED.test(body)) return bracketed(body);
    if (marked || text.includes(GS)) return elements(body.replace(/^\x1d+|\x1d+$/g, ""));
    if (!unmarked.some((ai) => text.startsWith(ai))) return null;
    try {
      return elements(text);
    } catch (fault) {
      if (fault instanceof Fault) return null;
      throw fault;
    }
  }

  function bracketed(text) {
    const found = [...text.matchAll(BRACKETS)];
    if (!found.length || found.map(([whole]) => whole).join("") !== text) throw new Fault("unread", "", text);
    const known = new Map();
    for (const [, ai, value] of found) add(known, ai, value);
    return [...known];
  }

  function elements(text) {
    const known = new Map();
    let left = text;
    while (left) {
      const { ai, rule } = identifier(left);
      const rest = left.slice(ai.length);
      const end = rest.indexOf(GS);
      const size = rule[4] ? rule[2] : end < 0 ? rest.length : end;
      add(known, ai, rest.slice(0, size));
      left = rest.slice(size).replace(/^\x1d+/, "");
    }
    if (!known.size) throw new Fault("unread", "", text);
    return [...known];
  }

  function add(known, ai, value) {
    check(ai, value);
    if (known.has(ai) && known.get(ai) !== value) throw new Fault("twice", ai, value);
    known.set(ai, value);
  }

  function check(ai, value) {
    const { ai: whole, rule } = identifier(ai);
    if (whole !== ai) throw new Fault("unknown", ai, value);
    const [, least, most, kind] = rule;
    if (value.length < least || value.length > most) throw new Fault("length", ai, value);
    if (kind === "text") {
      if (!TEXT.test(value)) throw new Fault("text", ai, value);
      return;
    }
    if (!DIGITS.test(value)) throw new Fault("digits", ai, value);
    if (kind === "key" && checkDigit(value.slice(0, -1)) !== value.at(-1)) throw new Fault("check", ai, value);
    if (kind === "date" && !day(value, 2000)) throw new Fault("date", ai, value);
  }

  function identifier(text) {
    const rule = table[text.slice(0, 3)] || table[text.slice(0, 2)];
    const ai = text.slice(0, rule ? rule[0] : 2);
    if (!rule || ai.length !== rule[0] || !DIGITS.test(ai)) throw new Fault("unknown", ai, text);
    return { ai, rule };
  }

  const checkDigit = (digits) => String((10 - ([...digits].reverse().reduce((sum, digit, n) => sum + Number(digit) * (n % 2 ? 1 : 3), 0) % 10)) % 10);

  /** YYMMDD as YYYY-MM-DD, day 00 as the month's last; null when there is no such day. */
  function day(text, year) {
    const short = Number(text.slice(0, 2));
    const apart = short - (year % 100);
    const full = year - (year % 100) + short + (apart > 50 ? -100 : apart < -49 ? 100 : 0);
    const month = Number(text.slice(2, 4));
    const last = new Date(Date.UTC(full, month, 0)).getUTCDate();
    const number = Number(text.slice(4)) || last;
    if (month < 1 || month > 12 || number > last) return null;
    return `${full}-${String(month).padStart(2, "0")}-${String(number).padStart(2, "0")}`;
  }

  /** What the elements say of goods; "" or null where they say nothing. */
  function goods(found, year) {
    const of = Object.fromEntries(found);
    const on = (ai) => (of[ai] ? day(of[ai], year) : null);
    const weight = found.find(([ai]) => ai.startsWith("310"));
    const count = of["30"] || of["37"];
    return {
      gtin: of["01"] || of["02"] || "",
      lot: of["10"] || "",
      serial: of["21"] || "",
      sscc: of["00"] || "",
      made: on("11"),
      expires: on("17") || on("16") || on("15"),
      count: count ? Number(count) : null,
      weight: weight ? Number(weight[1]) / 10 ** Number(weight[0][3]) : null,
    };
  }

  return { read, goods, Fault };
};
