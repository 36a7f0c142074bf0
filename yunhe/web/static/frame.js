/* What every page does in the browser: menu, palette, keys, drawers, and telling the server when a script fails. */
"use strict";

window.addEventListener("error", (event) => {
  const { troubles, token } = document.body.dataset;
  if (!troubles || frame.told >= 5) return;
  frame.told += 1;
  const body = new URLSearchParams({ text: String(event.message), at: `${event.filename}:${event.lineno}`, page: location.pathname });
  fetch(troubles, { method: "POST", body, headers: { "X-CSRFToken": token } });
});

const frame = { told: 0 };

function typing(target) {
  return target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]") !== null;
}

/* The menu: a drawer on a phone, a narrow strip at a desk; scrolled as it was left, and to the entry of this page. */
const side = document.getElementById("side");
if (side) {
  const here = side.querySelector(".is-here");
  side.scrollTop = Number(sessionStorage.getItem("side"));
  const above = here && here.offsetTop - side.scrollTop;
  if (here && (above < 0 || above + here.offsetHeight > side.clientHeight)) side.scrollTop = here.offsetTop - side.clientHeight / 2;
  addEventListener("pagehide", () => sessionStorage.setItem("side", String(side.scrollTop)));
}

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-toggle-side]");
  if (toggle) {
    if (matchMedia("(max-width: 767px)").matches) {
      toggle.setAttribute("aria-expanded", String(document.getElementById("side").classList.toggle("is-open")));
    } else localStorage.setItem("side", document.documentElement.classList.toggle("side-narrow") ? "narrow" : "wide");
  } else if (!event.target.closest("#side")) document.getElementById("side")?.classList.remove("is-open");
  for (const details of document.querySelectorAll("details.bar-drop[open]")) {
    if (!details.contains(event.target) && event.target.isConnected) details.open = false;
  }
  if (event.target.closest("[data-palette]")) openPalette();
  if (event.target.closest("[data-keys]")) openKeys();
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

/* The palette: pages of the menu and actions on the selection from here, documents from the server. */
function item(label, icon, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "palette-item";
  if (icon) button.append(icon.cloneNode(true));
  button.append(label);
  button.addEventListener("click", act);
  return button;
}

function fill(id, things) {
  const box = document.getElementById(id);
  box.replaceChildren();
  if (!things.length) return;
  const title = document.createElement("div");
  title.className = "palette-title";
  title.textContent = box.dataset.title;
  box.append(title, ...things);
}

function showPalette() {
  const wanted = document.getElementById("palette-input").value.trim().toLowerCase();
  const fits = (text) => text.toLowerCase().includes(wanted);
  const batch = document.getElementById("batch");
  const buttons = batch && !batch.hidden ? [...batch.querySelectorAll("button[name=action]")] : [...document.querySelectorAll(".acts button[name=action]")];
  const labelled = (nodes) => nodes.map((node) => [node, node.textContent.trim()]).filter(([, text]) => fits(text));
  const press = (button) => () => {
    document.getElementById("palette").close();
    pressAction(button);
  };
  fill("palette-actions", labelled(buttons).map(([button, text]) => item(text, button.querySelector(".icon"), press(button))));
  const links = labelled([...document.querySelectorAll(".side-link")]);
  fill("palette-pages", links.map(([link, text]) => item(text, link.querySelector(".icon"), () => link.click())));
  for (const one of document.querySelectorAll(".palette-item.is-here")) one.classList.remove("is-here");
}

function openPalette() {
  const palette = document.getElementById("palette");
  if (!palette || palette.open) return;
  document.getElementById("palette-input").value = "";
  document.getElementById("palette-papers").replaceChildren();
  showPalette();
  palette.showModal();
}

function stepPalette(by) {
  const all = [...document.querySelectorAll(".palette-item")];
  if (!all.length) return;
  const here = all.findIndex((one) => one.classList.contains("is-here"));
  const next = (here + by + all.length + (here < 0 && by < 0 ? 1 : 0)) % all.length;
  for (const one of all) one.classList.remove("is-here");
  all[next].classList.add("is-here");
  all[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("input", (event) => {
  if (event.target.id === "palette-input") showPalette();
});

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "palette-input") return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    stepPalette(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    event.preventDefault();
    const chosen = document.querySelector(".palette-item.is-here") || document.querySelector(".palette-item");
    if (chosen) chosen.click();
  }
});

/* Keys: those of the frame, and the letter that a button or link names. */
function pressAction(button) {
  const asked = button.dataset.asks && button.form.elements[button.dataset.asks];
  if (asked && !asked.value) asked.focus();
  else button.click();
}

/* Enter in what an action asks for presses that action, not the first one of its form. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.name?.startsWith("ask.")) return;
  event.preventDefault();
  event.target.form.querySelector(`[data-asks="${event.target.name}"]`).click();
});

function openKeys() {
  const list = document.getElementById("keys-list");
  for (const row of list.querySelectorAll("[data-needs]")) row.hidden = !document.querySelector(row.dataset.needs);
  for (const row of list.querySelectorAll("[data-made]")) row.remove();
  for (const one of document.querySelectorAll("[data-key]")) {
    const row = document.createElement("div");
    row.dataset.made = "";
    const [term, said, key] = ["dt", "dd", "kbd"].map((name) => document.createElement(name));
    key.textContent = one.dataset.key;
    term.append(key);
    said.textContent = one.textContent.trim() || one.labels?.[0]?.textContent.trim() || one.getAttribute("aria-label") || one.querySelector("[aria-label]")?.getAttribute("aria-label");
    row.append(term, said);
    list.append(row);
  }
  document.getElementById("keys").showModal();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    const form = document.querySelector("form[data-save]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button:not([type=button])")); /* the button names what to do */
  } else if (event.key === "Escape") {
    for (const details of document.querySelectorAll("details.bar-drop[open]")) details.open = false;
  } else if (!(event.ctrlKey || event.metaKey || event.altKey) && !typing(event.target) && !document.querySelector("dialog[open]")) {
    if (event.key === "?") openKeys();
    else if (event.key === "/") focusSearch(event);
    else pressKey(event);
  }
});

function focusSearch(event) {
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function pressKey(event) {
  if (!/^[a-z]$/.test(event.key)) return;
  const button = [...document.querySelectorAll(`[data-key="${event.key}"]`)].find((one) => !one.disabled);
  if (!button) return;
  if (button.closest("#batch") && !document.dispatchEvent(new CustomEvent("batch:wanted", { cancelable: true }))) return;
  event.preventDefault();
  if (button.name === "action") pressAction(button);
  else if (button.matches("input, select")) (button.focus(), button.select?.());
  else button.click();
}
