/* The order form: a found item goes into the first free line; Enter moves on. */
"use strict";

/* What was typed before htmx listened is sought now. */
document.addEventListener(
  "htmx:load",
  () => {
    const finder = document.querySelector("[data-finder]");
    if (finder.value) finder.dispatchEvent(new Event("search"));
  },
  { once: true },
);

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
