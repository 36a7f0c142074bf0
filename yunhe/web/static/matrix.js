/* The matrix of rights: rooms fold, and what a wider tick gives is shown ticked and out of reach. */
"use strict";

function startMatrix(form) {
  const ticks = [...form.querySelectorAll("[data-tick]")];
  const own = new Map(ticks.map((tick) => [tick, tick.checked]));

  function wider(tick) {
    const room = tick.value.split(".")[0];
    return ticks.filter((one) => one !== tick && one.dataset.role === tick.dataset.role && (one.dataset.tick === "*" || (one.dataset.tick === room && tick.dataset.tick === "")));
  }

  function draw() {
    for (const tick of ticks) {
      const given = wider(tick).some((one) => own.get(one));
      tick.disabled = given;
      tick.checked = given || own.get(tick);
    }
  }

  form.addEventListener("change", (event) => {
    if (!own.has(event.target)) return;
    own.set(event.target, event.target.checked);
    draw();
  });
  for (const fold of form.querySelectorAll("[data-fold]")) {
    fold.addEventListener("click", () => {
      const open = fold.getAttribute("aria-expanded") !== "true";
      fold.setAttribute("aria-expanded", open);
      form.querySelector(`[data-room="${fold.dataset.fold}"]`).hidden = !open;
    });
  }
  draw();
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-matrix]").forEach(startMatrix));
