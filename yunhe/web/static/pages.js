/* The pages that are open, as tabs under the head: kept for this window of the browser, lost when somebody else logs in.
   A tab knows an address, a title and how far one had read; what a list shows stands in its address. */
"use strict";

const strip = document.getElementById("pages");
const MOST = 20; /* the one opened first gives way */
const kept = readPages();

function readPages() {
  const nobody = { who: strip?.dataset.who, here: "", all: [] };
  try {
    const found = JSON.parse(sessionStorage.getItem("pages"));
    return found && found.who === nobody.who ? found : nobody;
  } catch {
    return nobody;
  }
}

const keepPages = () => sessionStorage.setItem("pages", JSON.stringify(kept));
const pageAt = (path) => kept.all.find((one) => one.path === path);

/* The board has its place at the left; every other page gets a tab when it is opened first. */
function visit(address, title) {
  const path = address.split("?")[0];
  const known = pageAt(path);
  if (known) Object.assign(known, { address, title });
  else if (path !== "/") kept.all = [...kept.all.slice(kept.all.length < MOST ? 0 : 1), { path, address, title, y: 0 }];
  kept.here = path;
}

function tabOf(one) {
  const tab = document.getElementById("page-tab").content.firstElementChild.cloneNode(true);
  const [link, close] = tab.children;
  link.href = one.address;
  link.textContent = one.title.length > 24 ? `${one.title.slice(0, 23)}…` : one.title;
  link.title = one.title;
  close.setAttribute("aria-label", `${close.title} ${one.title}`);
  tab.dataset.path = one.path;
  if (one.path === kept.here) markHere(tab);
  return tab;
}

function markHere(tab) {
  tab.classList.add("is-here");
  tab.firstElementChild.setAttribute("aria-current", "page");
}

/* What does not fit goes into the menu at the right, in its order; the page one looks at stays outside. */
function showPages() {
  const [list, more, rest] = ["pages-list", "pages-more", "pages-rest"].map((id) => document.getElementById(id));
  list.replaceChildren(list.firstElementChild, ...kept.all.map(tabOf));
  rest.replaceChildren();
  more.hidden = true;
  while (list.scrollWidth > list.clientWidth) {
    const last = [...list.querySelectorAll("[data-path]:not(.is-here)")].pop();
    if (!last) break;
    more.hidden = false;
    rest.prepend(last);
  }
  more.querySelector("[data-more]").textContent = String(rest.children.length);
}

function goTo(address) {
  kept.back = true;
  keepPages();
  location.assign(address);
}

function closePage(path) {
  const place = kept.all.findIndex((one) => one.path === path);
  if (place < 0) return;
  kept.all.splice(place, 1);
  keepPages();
  if (path === kept.here) goTo((kept.all[place] || kept.all[place - 1] || { address: "/" }).address);
  else showPages();
}

function stepPage(by) {
  const all = [{ path: "/", address: "/" }, ...kept.all];
  const here = all.findIndex((one) => one.path === kept.here);
  goTo(all[(here + by + all.length) % all.length].address);
}

function inHistory() {
  const one = pageAt(location.pathname);
  if (!one) return;
  one.address = location.pathname + location.search;
  keepPages();
  showPages();
}

function begin() {
  if (strip.dataset.address) visit(strip.dataset.address, strip.dataset.title);
  if (kept.here === "/") markHere(strip.querySelector(".page-tab"));
  for (const link of document.querySelectorAll(".side-link")) {
    const one = pageAt(link.pathname);
    if (one) one.title = link.title; /* in the language of today */
  }
  if (kept.back) scrollTo(0, pageAt(kept.here)?.y ?? 0);
  kept.back = false;
  keepPages();
  showPages();
  new ResizeObserver(showPages).observe(strip);
}

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-toggle-pages]");
  if (toggle) {
    const off = document.documentElement.classList.toggle("no-pages");
    localStorage.setItem("pages", off ? "off" : "on");
    toggle.setAttribute("aria-pressed", String(!off));
  }
  const tab = event.target.closest(".page-tab[data-path]");
  if (!tab) return;
  if (event.target.closest("[data-close-page]")) closePage(tab.dataset.path);
  else if (event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey)) kept.back = true;
});

document.addEventListener("auxclick", (event) => {
  const tab = event.target.closest(".page-tab[data-path]");
  if (!tab || event.button !== 1) return;
  event.preventDefault();
  closePage(tab.dataset.path);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (!strip || !strip.offsetParent) return;
  if (event.key === "[") stepPage(-1);
  else if (event.key === "]") stepPage(1);
  else if (event.key === "W") closePage(kept.here);
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-leave]")) kept.who = ""; /* whoever logs in next begins with none */
});

if (strip) {
  document.querySelector("[data-toggle-pages]").setAttribute("aria-pressed", String(!document.documentElement.classList.contains("no-pages")));
  for (const name of ["htmx:pushedIntoHistory", "htmx:replacedInHistory", "htmx:historyRestore"]) document.addEventListener(name, inHistory);
  addEventListener("pagehide", () => {
    const one = pageAt(kept.here);
    if (one) one.y = scrollY;
    keepPages();
  });
  begin();
}
