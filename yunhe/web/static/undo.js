/* Actions: what can be taken back is undone by a key while the page offers it, what cannot is asked for once before. */
"use strict";

/* The seconds of an undo count down; then it is there no more, and its place stays. */
function countDown(form) {
  if (!form.isConnected || !form.matches("[data-undo]")) return;
  const left = Math.ceil((Number(form.dataset.ends) - performance.now()) / 1000);
  if (left <= 0) return endUndo(form);
  form.querySelector("[data-left]").textContent = String(left);
  setTimeout(countDown, Number(form.dataset.ends) - performance.now() - 1000 * (left - 1), form);
}

function endUndo(form) {
  form.removeAttribute("data-undo");
  form.classList.add("is-over");
}

function startUndo() {
  for (const form of document.querySelectorAll("[data-undo]:not([data-ends])")) {
    form.dataset.ends = String(performance.now() + 1000 * Number(form.dataset.undo));
    countDown(form);
  }
}

startUndo();
document.addEventListener("htmx:afterSettle", startUndo);

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "z" || event.shiftKey || event.altKey) return;
  const button = document.querySelector("[data-undo] button");
  if (!button || typing(event.target) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  button.click();
});

/* A submit of an action waits for what it asks, and for the word of the person where nothing takes it back. */
const sure = { button: null };

function wait(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const asked = button?.dataset.asks && button.form.elements[button.dataset.asks];
  if (asked && !asked.value) {
    wait(event);
    asked.focus();
  } else if (button?.dataset.final && sure.button !== button) {
    wait(event);
    ask(button);
  } else if (event.target.matches("[data-undo]")) event.target.removeAttribute("data-undo"); /* once is enough */
}, true);

function ask(button) {
  const dialog = document.getElementById("sure");
  const go = dialog.querySelector("[data-sure]");
  const label = button.textContent.trim();
  const said = { what: label, rows: meant(button.form), then: button.dataset.final };
  for (const [name, text] of Object.entries(said)) dialog.querySelector(`[data-${name}]`).textContent = text;
  go.textContent = label;
  go.onclick = () => {
    dialog.close();
    sure.button = button;
    button.click(); /* htmx sends the button that was clicked */
    sure.button = null;
  };
  dialog.showModal();
}

/* How many rows, or the number of the document. */
function meant(form) {
  const every = form.querySelector("[data-every]:checked");
  const said = every ? every.closest("label") : form.querySelector(".batch-count") || document.querySelector(".top-title .number, .top-title");
  return said.textContent.trim().replace(/\s+/g, " ");
}
