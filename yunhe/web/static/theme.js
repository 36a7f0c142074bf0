/* Before the first paint: where nobody has chosen a theme, the system's; and the menu as wide as it was left. */
"use strict";
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
function follow() {
  if (!root.dataset.theme) root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
}
dark.addEventListener("change", follow);
follow();
if (localStorage.getItem("side") === "narrow") root.classList.add("side-narrow");
