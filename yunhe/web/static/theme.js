/* Before the first paint: where nobody has chosen a theme, the system's; the menu as wide as it was left; and no tabs of
   open pages where they were turned off. */
"use strict";
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
function follow() {
  if (!root.dataset.theme) root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
}
dark.addEventListener("change", follow);
follow();
if (localStorage.getItem("side") === "narrow") root.classList.add("side-narrow");
if (localStorage.getItem("pages") === "off") root.classList.add("no-pages");
