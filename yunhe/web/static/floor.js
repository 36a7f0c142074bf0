/* The floor's lists: a scanned code leads to the station that works on it, or is told what it is. */
"use strict";

const form = document.querySelector("[data-finder-of]");
const note = form.querySelector("[data-note]");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = form.elements.code;
  const code = field.value.trim();
  field.value = "";
  if (!code) return;
  const answer = await fetch(`${form.dataset.what}?code=${encodeURIComponent(code)}`);
  const { meanings, wrong } = await answer.json();
  const wanted = meanings.find((one) => one.url && one.url.startsWith(form.dataset.finderOf));
  if (wanted) {
    window.location.assign(wanted.url);
    return;
  }
  const what = meanings.map((one) => [one.kind, one.code, one.name].filter(Boolean).join(" ")).join(", ");
  note.textContent = wrong || (what ? form.dataset.is.replace("{what}", what) : `${form.dataset.unknown}: ${code}`);
  form.classList.add("is-bad");
  if (navigator.vibrate) navigator.vibrate([90, 60, 160]);
});

/* A gun types wherever the page stands. */
document.addEventListener("keydown", (event) => {
  const free = !event.target.matches("input, select, textarea, button, a");
  if (free && event.key.length === 1 && event.key !== "/" && event.key !== "?" && !event.ctrlKey && !event.metaKey) form.elements.code.focus();
});

form.elements.code.disabled = false; /* a scan before this would have been lost without a word */
form.elements.code.focus();
