// After an @ in a note: the colleagues whose name begins so, chosen by arrow keys and Enter. Typing
// the user name in full does the same.
"use strict";

const MOST = 6;

for (const form of document.querySelectorAll("form[data-people]")) offerColleagues(form, form.elements.text);

function offerColleagues(form, text) {
  const list = Object.assign(document.createElement("ul"), { id: "colleagues", className: "colleagues", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Colleagues");
  const told = Object.assign(document.createElement("p"), { className: "sr" });
  told.setAttribute("aria-live", "polite");
  text.after(list, told);
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", list.id);
  let people = null;
  let chosen = 0;

  const begun = () => {
    const before = text.value.slice(0, text.selectionStart);
    return /(?:^|[^\w@.+-])@([\w.+-]*)$/u.exec(before)?.[1] ?? null;
  };
  const load = async () => {
    people ??= fetch(form.dataset.people, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { colleagues: [] }))
      .then((found) => found.colleagues)
      .catch(() => []);
    return people;
  };
  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    text.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    const options = [...list.children];
    chosen = (place + options.length) % options.length;
    for (const [n, option] of options.entries()) option.setAttribute("aria-selected", n === chosen);
    text.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const take = (option) => {
    const part = begun();
    const end = text.selectionStart;
    text.setRangeText(`${option.dataset.name} `, end - (part?.length ?? 0), end, "end");
    close();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const optionOf = ({ name, full }, n) => {
    const option = Object.assign(document.createElement("li"), { id: `colleague-${n}`, textContent: full });
    option.append(Object.assign(document.createElement("span"), { className: "soft", textContent: ` @${name}` }));
    option.setAttribute("role", "option");
    option.dataset.name = name;
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(option);
    });
    return option;
  };
  const offer = async () => {
    if (begun() === null) return close();
    const all = await load();
    const part = begun()?.toLowerCase();
    if (part === undefined) return close();
    const fit = ({ name, full }) => name.toLowerCase().startsWith(part) || full.toLowerCase().split(/\s+/).some((word) => word.startsWith(part));
    const found = all.filter(fit).slice(0, MOST);
    if (!found.length || (found.length === 1 && found[0].name === part)) return close();
    list.replaceChildren(...found.map(optionOf));
    list.hidden = false;
    told.textContent = `${found.length} ${found.length === 1 ? "colleague" : "colleagues"}`;
    mark(0);
  };

  text.addEventListener("input", offer);
  text.addEventListener("blur", close);
  text.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(chosen + step);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
