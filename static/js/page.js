// Small improvements of pages that work without them.
"use strict";

// The summary of errors, or a conflict, takes the focus, so that it is read first.
document.querySelector("[data-focus]")?.focus();

// A link in the summary puts the focus into the field, not only the field into view.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#errors a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (field) {
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  }
});

// What a page says on arrival is announced once: live regions speak only of changes.
const region = document.querySelector(".messages");
if (region?.children.length) {
  const said = [...region.children];
  region.replaceChildren();
  setTimeout(() => region.replaceChildren(...said), 150);
}

// One click, one act: a form that is on its way cannot be sent a second time.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Leaving a page with something typed in a `data-guard` form asks first.
for (const form of document.querySelectorAll("form[data-guard]")) {
  const before = new URLSearchParams(new FormData(form)).toString();
  addEventListener("beforeunload", (event) => {
    const now = new URLSearchParams(new FormData(form)).toString();
    if (now !== before && !form.dataset.sent) event.preventDefault();
  });
}

// `data-print` buttons are hidden where they would do nothing.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A `data-all` checkbox ticks every box of its table.
for (const all of document.querySelectorAll("input[data-all]")) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) box.checked = all.checked;
  });
}

// A `data-grid` table of links is one stop of the Tab key; the arrow keys move between its days.
for (const grid of document.querySelectorAll("table[data-grid]")) {
  const days = [...grid.querySelectorAll("td a")];
  const columns = grid.querySelectorAll("thead th").length;
  const place = (day) => day.parentElement.parentElement.rowIndex * columns + day.parentElement.cellIndex;
  const go = (day) => {
    for (const other of days) other.tabIndex = other === day ? 0 : -1;
  };
  const start = days.find((day) => day.ariaCurrent) ?? days[0];
  if (!start) continue;
  go(start);
  grid.setAttribute("role", "grid");
  grid.addEventListener("focusin", (event) => days.includes(event.target) && go(event.target));
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (!days.includes(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    let to = step && days.find((day) => place(day) === place(event.target) + step);
    if (event.key === "Home") to = days[0];
    if (event.key === "End") to = days.at(-1);
    if (!step && !to) return;
    event.preventDefault();
    to?.focus();
  });
}
for (const hint of document.querySelectorAll("[data-scripted]")) hint.hidden = false;

// On a phone the rail scrolls sideways; begin where the reader is.
const rail = document.querySelector(".rail");
const here = rail?.querySelector("[aria-current]");
if (here && here.offsetLeft - rail.offsetLeft + here.offsetWidth > rail.clientWidth) rail.scrollLeft = here.offsetLeft - rail.offsetLeft - 16;
