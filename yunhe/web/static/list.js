/* Lists: the row that the keyboard stands on, choosing rows, unfolding them, and ordering columns. */
"use strict";

const picks = () => [...document.querySelectorAll("[data-pick]")];
const rows = () => [...document.querySelectorAll(".rows tr[data-row]")];
const current = () => document.querySelector(".rows tr[data-row].is-here");
let last = null;

function countChosen() {
  const batch = document.getElementById("batch");
  if (!batch) return;
  const chosen = picks().filter((box) => box.checked).length;
  batch.hidden = chosen === 0;
  batch.querySelector("[data-count]").textContent = String(chosen);
  for (const row of rows()) row.classList.toggle("is-chosen", row.querySelector("[data-pick]")?.checked === true);
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === picks().length;
    all.indeterminate = chosen > 0 && !all.checked;
  }
  const every = batch.querySelector("[data-every]");
  if (every) {
    every.closest("label").hidden = chosen < picks().length;
    if (chosen < picks().length) every.checked = false;
  }
}

function pickUpTo(box) {
  const all = picks();
  if (!last || !all.includes(last)) return;
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  for (const one of all.slice(from, to + 1)) one.checked = box.checked;
}

function pickAll(checked) {
  for (const one of picks()) one.checked = checked;
  countChosen();
}

function unfold(button) {
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  const below = button.closest("tr").nextElementSibling;
  if (open && below?.classList.contains("unfolded")) below.remove();
  if (!open) htmx.trigger(button, "unfold");
}

function moveColumn(button) {
  const line = button.closest("li");
  if (button.hasAttribute("data-up")) line.previousElementSibling?.before(line);
  else line.nextElementSibling?.after(line);
  button.focus();
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-pick]");
  if (box) {
    if (event.shiftKey) pickUpTo(box);
    last = box;
    countChosen();
  }
  if (event.target.closest("[data-pick-all]")) pickAll(event.target.checked);
  const folded = event.target.closest("[data-unfold]");
  if (folded) unfold(folded);
  const moved = event.target.closest("[data-up], [data-down]");
  if (moved) moveColumn(moved);
  event.target.closest("[data-close-result]")?.closest("[data-result]").remove();
});

function step(by) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(current());
  const next = Math.min(Math.max(here + by, 0), all.length - 1);
  for (const row of all) row.classList.remove("is-here");
  all[next].classList.add("is-here");
  all[next].scrollIntoView({ block: "nearest" });
}

function pickRow(upTo) {
  const box = current()?.querySelector("[data-pick]");
  if (!box) return;
  box.checked = upTo || !box.checked;
  if (upTo) pickUpTo(box);
  last = box;
  countChosen();
}

/* All of the page; again, all that the list finds; again, none. */
function pickMore() {
  const every = document.querySelector("[data-every]");
  if (!picks().every((one) => one.checked)) pickAll(true);
  else if (every && !every.checked) every.checked = true;
  else pickAll(false);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "x") pickRow(false);
  else if (event.key === "X") pickRow(true);
  else if (event.key === "A" && picks().length) pickMore();
  else if (event.key === "o" && current()?.querySelector("[data-unfold]")) unfold(current().querySelector("[data-unfold]"));
  else if (event.key === "Enter" && !event.target.closest("a, button, summary") && current()?.querySelector("a.open")) current().querySelector("a.open").click();
});

/* A letter of the batch bar with nothing chosen means the row one stands on. */
document.addEventListener("batch:wanted", (event) => {
  if (!picks().some((one) => one.checked)) pickRow(false);
  if (!picks().some((one) => one.checked)) event.preventDefault();
});

document.addEventListener("DOMContentLoaded", countChosen);
document.addEventListener("htmx:afterSettle", countChosen);
