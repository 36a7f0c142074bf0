/* The condition builder: a tree of conditions as rows that read like a sentence, written back as JSON. */
"use strict";

const NO_VALUE = ["empty", "not_empty"];
const MANY = ["in", "not_in"];
const COUNTS = /_(days|hours)$/;

function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function select(options, chosen, label, multiple = false) {
  const made = element("select", { class: "form-select", "aria-label": label });
  made.multiple = multiple;
  for (const [value, said] of options) {
    const option = element("option", { value }, said);
    option.selected = multiple ? (chosen || []).map(String).includes(value) : String(chosen) === value;
    made.append(option);
  }
  return made;
}

function startBuilder(form) {
  const { fields, where, words } = JSON.parse(form.querySelector("[data-words]").textContent);
  const known = new Map(fields.map((field) => [field.name, field]));
  const blank = () => ({ field: fields[0].name, op: fields[0].ops[0][0], value: "" });
  const tree = where && (where.all || where.any) ? structuredClone(where) : { all: where ? [where] : [blank()] };
  const draw = () => form.querySelector("[data-tree]").replaceChildren(group(tree, null));

  function group(node, leave) {
    const how = node.any ? "any" : "all";
    const choice = select([["all", words.all], ["any", words.any]], how, words.all);
    choice.addEventListener("change", () => {
      const parts = node[how];
      delete node[how];
      node[choice.value] = parts;
      draw();
    });
    const parts = node[how];
    const box = element("div", { class: "builder-group" }, element("div", { class: "builder-head" }, choice, ...(leave ? [remove(leave)] : [])));
    parts.forEach((part, n) => {
      const without = () => {
        parts.splice(n, 1);
        draw();
      };
      box.append(part.all || part.any ? group(part, without) : part.field ? leaf(part, without) : other(part, without));
    });
    box.append(element("div", { class: "builder-more" }, more(words.add, () => parts.push(blank())), ...(leave ? [] : [more(words.group, () => parts.push({ any: [blank()] }))])));
    return box;
  }

  function leaf(node, without) {
    const field = known.get(node.field) || fields[0];
    const named = select(fields.map((one) => [one.name, one.label]), node.field, words.field);
    named.addEventListener("change", () => {
      Object.assign(node, { field: named.value, op: known.get(named.value).ops[0][0], value: "" });
      draw();
    });
    const compared = select(field.ops, node.op, words.operator);
    compared.addEventListener("change", () => {
      Object.assign(node, { op: compared.value, value: MANY.includes(compared.value) ? [] : compared.value === "between" ? ["", ""] : "" });
      draw();
    });
    return element("div", { class: "builder-leaf" }, named, compared, ...values(field, node), remove(without));
  }

  function values(field, node) {
    if (NO_VALUE.includes(node.op)) return [];
    if (node.op === "between") return [0, 1].map((n) => input(field, node.value[n], (text) => (node.value[n] = text), n ? words.and : words.value));
    if (field.choices.length) {
      const chosen = select(MANY.includes(node.op) ? field.choices : [["", ""], ...field.choices], node.value, words.value, MANY.includes(node.op));
      chosen.addEventListener("change", () => (node.value = chosen.multiple ? [...chosen.selectedOptions].map((one) => one.value) : chosen.value));
      return [chosen];
    }
    if (MANY.includes(node.op)) {
      const split = (text) => (node.value = text.split(/[,，\s]+/).filter(Boolean));
      return [input({ type: "text" }, (node.value || []).join(", "), split, words.value)];
    }
    return [input(COUNTS.test(node.op) ? { type: "number" } : field, node.value, (text) => (node.value = text), words.value)];
  }

  function input(field, value, keep, label) {
    const made = element("input", { class: "form-control", "aria-label": label });
    if (["date", "moment"].includes(field.type)) made.type = "date";
    else if (field.type !== "text") made.inputMode = "decimal";
    made.value = value ?? "";
    made.addEventListener("input", () => keep(made.value.trim()));
    return made;
  }

  function other(node, without) {
    return element("div", { class: "builder-leaf" }, element("code", {}, JSON.stringify(node)), remove(without));
  }

  function remove(act) {
    const button = element("button", { type: "button", class: "btn-plain", "aria-label": words.remove }, "×");
    button.addEventListener("click", act);
    return button;
  }

  function more(label, add) {
    const button = element("button", { type: "button", class: "btn" }, label);
    button.addEventListener("click", () => {
      add();
      draw();
    });
    return button;
  }

  form.addEventListener("submit", () => {
    const said = cleaned(tree);
    form.querySelector("[data-where]").value = said ? JSON.stringify(said) : "";
  }, true); // before htmx reads the form
  draw();
}

/* Without parts that lack their value. */
function cleaned(node) {
  const how = node.all ? "all" : node.any ? "any" : "";
  if (how) {
    const parts = node[how].map(cleaned).filter(Boolean);
    return parts.length ? { [how]: parts } : null;
  }
  if (!node.field) return node;
  if (NO_VALUE.includes(node.op)) return { field: node.field, op: node.op };
  return node.value && (!Array.isArray(node.value) || (node.value.length && node.value.every(Boolean))) ? node : null;
}

function startBuilders() {
  for (const form of document.querySelectorAll("[data-builder]:not([data-started])")) {
    form.dataset.started = "";
    startBuilder(form);
  }
}

document.addEventListener("DOMContentLoaded", startBuilders);
document.addEventListener("htmx:afterSettle", startBuilders);
