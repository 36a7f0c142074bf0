/* Naming the columns of a file: a field that has a column needs no fixed value, and no field has two columns. */
"use strict";

const columnSelects = () => [...document.querySelectorAll("[data-column]")];

function settle() {
  const chosen = columnSelects().map((select) => select.value).filter(Boolean);
  for (const select of columnSelects()) {
    select.closest("tr").classList.toggle("is-left-out", !select.value);
    for (const option of select.options) option.disabled = Boolean(option.value) && option.value !== select.value && chosen.includes(option.value);
  }
  for (const box of document.querySelectorAll("[data-fixed]")) {
    const has = chosen.includes(box.dataset.fixed);
    box.hidden = has;
    for (const field of box.querySelectorAll("input, select")) field.disabled = has;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-column]")) settle();
  if (event.target.matches("[data-sends]")) event.target.form.requestSubmit();
});
settle();
