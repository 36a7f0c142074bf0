/* Before the first paint: where nobody has chosen a theme, the system's. */
"use strict";
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
function follow() {
  if (!root.dataset.theme) root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
}
dark.addEventListener("change", follow);
follow();
