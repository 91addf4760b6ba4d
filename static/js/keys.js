// Single keys, off until somebody switches them on in this browser; and the focus on lists.
"use strict";

const STORE = "caseflow-keys";
const stored = () => {
  try {
    return localStorage.getItem(STORE) === "on";
  } catch {
    return false;
  }
};
let keysOn = stored();

// The page of the keys has the switch.
const keySwitch = document.querySelector("[data-keys-switch]");
const sayKeys = () => {
  document.querySelector("[data-keys-state]").textContent = `Single keys are ${keysOn ? "on" : "off"} in this browser.`;
  keySwitch.textContent = `Switch single keys ${keysOn ? "off" : "on"}`;
};
if (keySwitch) {
  keySwitch.hidden = false;
  sayKeys();
  keySwitch.addEventListener("click", () => {
    keysOn = !keysOn;
    try {
      localStorage.setItem(STORE, keysOn ? "on" : "off");
    } catch {
      // Without storage the switch holds for this page.
    }
    sayKeys();
  });
}

const rowLinks = () => [...document.querySelectorAll("#results tbody th[scope=row] a:first-of-type")];
const rowOf = () => document.activeElement?.closest?.("#results tbody tr");
const step = (by) => {
  const links = rowLinks();
  const here = rowOf();
  const place = links.findIndex((link) => here?.contains(link));
  links[Math.min(Math.max(place + by, 0), links.length - 1)]?.focus();
};
const open = (address) => address && location.assign(address);

const KEYS = {
  "/": () => document.getElementById("q")?.focus(),
  "?": () => open("/keys/"),
  n: () => document.querySelector("#note textarea, textarea[name=text]")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  x: () => rowOf()?.querySelector("input[type=checkbox]")?.click(),
  d: () => rowOf()?.querySelector("a[href*='/done/']")?.click(),
  ".": () => rowOf()?.querySelector("th[scope=row] a")?.click(),
};
let before = "";
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (!keysOn || typing || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const act = before === "g" && event.key === "t" ? () => open("/") : KEYS[event.key];
  before = event.key;
  if (!act) return;
  event.preventDefault();
  act();
});

// After an act the focus is on the next row, where the address says so; else on the results.
const arrive = () => {
  if (document.activeElement !== document.body) return;
  const there = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!there || !there.closest("#results")) {
    if (location.hash && document.getElementById("results") && !there) rowLinks()[0]?.focus();
    return;
  }
  if (there.id === "results") (rowLinks()[0] ?? document.getElementById("main"))?.focus();
  else (there.querySelector("th[scope=row] a") ?? there).focus();
};
// After the browser has gone to the fragment itself: that takes the focus away.
if (!document.querySelector("[data-focus]")) addEventListener("load", () => setTimeout(arrive, 50));

// Of several rows: the one after the last that is ticked is where one goes on.
for (const form of document.querySelectorAll("#results form")) {
  form.addEventListener("submit", () => {
    const rows = [...form.querySelectorAll("tbody tr")];
    const ticked = rows.map((row) => row.querySelector("input[name=row]")?.checked);
    const last = ticked.lastIndexOf(true);
    const next = rows.find((row, place) => place > last && !ticked[place]) ?? rows.find((row, place) => !ticked[place]);
    let field = form.querySelector("input[name=next]");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "next";
      form.append(field);
    }
    field.value = next?.id ?? "";
  });
}
