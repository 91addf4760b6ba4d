// A list: what a filter, an order or a tab gave is announced, and takes the focus; a row that one
// comes back to takes it too. The list works without.
"use strict";
{
  const results = document.getElementById("results") ?? document.querySelector(".nothing");
  const row = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  const from = document.referrer ? new URL(document.referrer) : null;
  const sameList = from?.origin === location.origin && from.pathname === location.pathname && from.search !== location.search;
  const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (row?.matches("tr")) {
    row.querySelector("a")?.focus({ preventScroll: true });
  } else if (results && sameList && arrived && !document.querySelector("[data-focus]")) {
    if (!results.hasAttribute("tabindex")) results.tabIndex = -1;
    results.focus({ preventScroll: true });
    results.scrollIntoView({ block: "nearest" });
    const said = document.createElement("p");
    said.className = "sr";
    said.textContent = (results.querySelector("caption, .nothing-head") ?? results).textContent;
    setTimeout(() => document.querySelector(".messages")?.append(said), 150);
  }
}
