/* A grid that is typed into: Enter moves on, one more row, and what was copied in a spreadsheet fills cells from here on. */
"use strict";

/* A file dropped anywhere on the form is the file that is sent. */
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest("[data-drop]");
    if (!form || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("is-over", name === "dragover");
    if (name === "drop") form.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}

const grid = () => document.querySelector("[data-grid] tbody");
const fields = (row) => [...row.querySelectorAll("input, select")];
const gridRows = () => [...grid().querySelectorAll("tr:not(.grid-trouble)")];

function oneMore() {
  const rows = gridRows();
  const made = rows.at(-1).cloneNode(true);
  made.classList.remove("is-wrong");
  fields(made).forEach((field, n) => {
    const model = fields(rows[0])[n];
    if (field instanceof HTMLSelectElement) for (const option of field.options) option.selected = [...model.options].find((one) => one.value === option.value).defaultSelected;
    else field.value = "";
  });
  grid().append(made);
  return made;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-more]")) fields(oneMore())[0].focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.closest("[data-grid]")) return;
  event.preventDefault();
  const all = gridRows().flatMap(fields);
  (all[all.indexOf(event.target) + 1] || fields(oneMore())[0]).focus();
});

document.addEventListener("paste", (event) => {
  const field = event.target.closest("[data-grid] input");
  const text = event.clipboardData.getData("text/plain");
  if (!field || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const from = fields(field.closest("tr")).indexOf(field);
  let at = gridRows().indexOf(field.closest("tr"));
  for (const line of text.trimEnd().split(/\r?\n/)) {
    const row = gridRows()[at] || oneMore();
    line.split("\t").forEach((cell, n) => put(fields(row)[from + n], cell.trim()));
    at += 1;
  }
});

function put(field, text) {
  if (!field) return;
  if (field instanceof HTMLSelectElement) {
    const option = [...field.options].find((one) => one.value === text || one.textContent.trim() === text);
    if (option) field.value = option.value;
  } else field.value = text;
}
