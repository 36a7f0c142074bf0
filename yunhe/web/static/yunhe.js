/* What pages do in the browser: choosing rows, the menu on a phone, and the keys of lists. */
"use strict";

function rows() {
  return [...document.querySelectorAll("[data-pick]")];
}

function countChosen() {
  const batch = document.getElementById("batch");
  if (!batch) return;
  const chosen = rows().filter((box) => box.checked).length;
  batch.hidden = chosen === 0;
  batch.querySelector("[data-count]").textContent = String(chosen);
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === rows().length;
    all.indeterminate = chosen > 0 && !all.checked;
  }
}

let last = null;

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-pick]");
  if (box) {
    const all = rows();
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const one of all.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    countChosen();
  }
  if (event.target.closest("[data-pick-all]")) {
    for (const one of rows()) one.checked = event.target.checked;
    countChosen();
  }
  const toggle = event.target.closest("[data-toggle-side]");
  if (toggle) {
    const open = document.getElementById("side").classList.toggle("is-open");
    toggle.setAttribute("aria-expanded", String(open));
  }
  for (const details of document.querySelectorAll("details.bar-filters[open]")) {
    if (!details.contains(event.target)) details.open = false;
  }
});

function typing(target) {
  return target.closest("input, select, textarea, [contenteditable]") !== null;
}

function step(by) {
  const all = [...document.querySelectorAll(".rows tbody tr")];
  if (!all.length) return;
  const here = all.findIndex((row) => row.classList.contains("is-here"));
  const next = Math.min(Math.max(here + by, 0), all.length - 1);
  for (const row of all) row.classList.remove("is-here");
  all[next].classList.add("is-here");
  all[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const row = document.querySelector(".rows tbody tr.is-here");
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "x" && row && row.querySelector("[data-pick]")) {
    const box = row.querySelector("[data-pick]");
    box.checked = !box.checked;
    countChosen();
  } else if (event.key === "Enter" && row && row.querySelector("a.open")) row.querySelector("a.open").click();
});

document.addEventListener("DOMContentLoaded", countChosen);
document.addEventListener("htmx:afterSettle", countChosen);

/* The order form: a found item goes into the first free line. */
document.addEventListener("click", (event) => {
  const found = event.target.closest("[data-item]");
  if (!found) return;
  const free = [...document.querySelectorAll(".entry-line:not(.entry-heads)")].find((line) => !line.querySelector("[name=sku]").value) || addLine();
  free.querySelector("[name=sku]").value = found.dataset.item;
  free.querySelector("[name=price_incl]").value = found.dataset.price;
  const qty = free.querySelector("[name=qty]");
  qty.value = "1";
  qty.focus();
  qty.select();
  document.getElementById("found").replaceChildren();
  document.querySelector("[data-finder]").value = "";
});

function addLine() {
  const lines = document.querySelector("[data-lines]");
  const line = lines.lastElementChild.cloneNode(true);
  for (const input of line.querySelectorAll("input")) input.value = "";
  lines.append(line);
  return line;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.closest(".entry-line")) return;
  event.preventDefault();
  const inputs = [...document.querySelectorAll(".entry-line input")];
  const next = inputs[inputs.indexOf(event.target) + 1] || addLine().querySelector("input");
  next.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-finder]")) return;
  event.preventDefault();
  const first = document.querySelector("[data-item]");
  if (first) first.click();
});
