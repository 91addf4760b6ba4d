// A note is kept while it is typed: on the server every few seconds, in this tab at once. The page
// works without any of this; "Keep as a draft" then does it by hand.
"use strict";

const SOON = 3000; // from a change to its keeping, in milliseconds
const AGAIN = 5000; // from a failure to the next try
const AT_ONCE = 60000; // characters that a browser still sends while a page is left
const TYPED = ["kind", "happened_at", "text", "reason", "version", "adds_to", "then_what", "then_by", "completes"];

for (const form of document.querySelectorAll("form[data-draft]")) keepNote(form);

function keepNote(form) {
  const { draft: address, user, back } = form.dataset;
  const limit = Number(form.dataset.limit);
  const text = form.elements.text;
  const find = (name) => form.querySelector(`[data-${name}]`);
  const state = find("state");
  const problem = find("problem");
  const written = (name) => form.elements[name]?.getAttribute("value") ?? "";
  const number = written("note_number") || "0";
  const place = `note:${user}:${address}:${number}`;
  const page = { window: written("window"), serial: Number(written("serial")), count: 0 };
  let kept = null; // what the server has, as it was sent
  let timer = 0;
  let sending = null;
  let going = false;

  // --- what is typed ------------------------------------------------------------------------

  const snapshot = () => {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (TYPED.includes(name)) found.append(name, value);
    return found.toString();
  };
  const isBlank = (said) => {
    const fields = new URLSearchParams(said);
    return !["text", "reason", "then_what"].some((name) => fields.get(name)?.trim());
  };
  const fill = (said) => {
    const fields = new URLSearchParams(said);
    for (const element of form.elements) {
      if (!TYPED.includes(element.name) || element.name === "version") continue;
      if (element.type === "checkbox") element.checked = fields.getAll(element.name).includes(element.value);
      else if (fields.has(element.name)) element.value = fields.get(element.name);
    }
  };

  // --- what is said -------------------------------------------------------------------------

  const say = (words) => {
    if (state.textContent !== words) state.textContent = words;
  };
  const tell = (words, ...links) => {
    if (problem.dataset.words === words) return;
    problem.dataset.words = words;
    problem.replaceChildren(words, ...links.flatMap((link) => [" ", link]));
    problem.hidden = !words;
  };
  const linkTo = (words, url) => Object.assign(document.createElement("a"), { textContent: words, href: url });
  const showBoth = () => {
    const link = linkTo("Show both", back);
    link.addEventListener("click", (event) => {
      if (new URL(back, location.href).pathname !== location.pathname) return;
      event.preventDefault();
      going = true;
      location.reload();
    });
    return link;
  };
  const signedOut = () => {
    const safe = stash() ? "your text is safe" : "your text is in this box: copy it first";
    tell(`You were signed out; ${safe}.`, linkTo("Sign in again", `/login/?next=${encodeURIComponent(back)}`));
    say("");
    return "signed out";
  };
  const unreachable = () => {
    tell("The server does not answer. Your text is kept in this tab; it is tried again by itself.");
    say("");
    later(AGAIN);
    return "unreachable";
  };

  // --- this tab ------------------------------------------------------------------------------

  function stash() {
    try {
      const said = snapshot();
      if (isBlank(said)) return true;
      sessionStorage.setItem(place, JSON.stringify({ ...page, said }));
      return true;
    } catch {
      return false;
    }
  }
  const unstash = () => sessionStorage.removeItem(place);
  const stashed = () => {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("note:") && !key.startsWith(`note:${user}:`)) sessionStorage.removeItem(key);
    }
    try {
      return JSON.parse(sessionStorage.getItem(place));
    } catch {
      return null;
    }
  };

  // --- the server ----------------------------------------------------------------------------

  const bodyOf = (said, sender) => {
    const body = new URLSearchParams(said);
    for (const name of ["window", "serial", "count"]) body.set(name, sender[name]);
    body.set("note_number", number);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return body;
  };
  const ask = (init) => fetch(`${address}?note_number=${number}`, { headers: { Accept: "application/json" }, ...init });
  // Signing in again in another tab gives a new token; this page takes it over.
  const freshToken = async () => {
    const answer = await ask({});
    if (!answer.ok) return answer.status;
    const { token } = await answer.json();
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
    return 200;
  };
  const post = async (said, sender, leaving) => {
    const body = bodyOf(said, sender);
    const keepalive = leaving && body.toString().length < AT_ONCE;
    const answer = await ask({ method: "POST", body, keepalive });
    const found = await answer.json().catch(() => ({}));
    return { status: answer.status, ...found };
  };
  const postWithToken = async (said, sender, leaving) => {
    const answer = await post(said, sender, leaving);
    if (answer.status !== 403 || answer.token !== false) return answer;
    const fresh = await freshToken();
    return fresh === 200 ? post(said, sender, leaving) : { status: fresh };
  };

  const send = async (said, leaving) => {
    page.count += 1;
    let answer;
    try {
      answer = await postWithToken(said, page, leaving);
    } catch {
      return unreachable();
    }
    if (answer.status === 401) return signedOut();
    if (answer.status === 200 || answer.status === 409) {
      if (answer.status === 200) page.serial = answer.serial;
      kept = said;
      if (snapshot() === said) unstash();
      if (answer.kept) say(`Draft kept ${answer.kept}`);
      if (answer.status === 409) tell(answer.sentence, showBoth());
      else tell("");
      find("drop").hidden = !answer.kept;
      return "kept";
    }
    tell(answer.sentence || "The draft could not be kept on the server. Your text is kept in this tab.");
    say("");
    return answer.status === 422 ? "refused" : "failed";
  };

  // One sending at a time, so that none overtakes another; only a page that is left waits for none.
  function save({ leaving = false, always = false } = {}) {
    clearTimeout(timer);
    timer = 0;
    if (sending && !leaving) return sending.then(() => save({ always }));
    const said = snapshot();
    if ((said === kept && !always) || isBlank(said)) return Promise.resolve("kept");
    sending = send(said, leaving).finally(() => {
      sending = null;
    });
    return sending;
  }
  function later(wait) {
    timer ||= setTimeout(save, wait);
  }

  // --- typing, leaving, saving -----------------------------------------------------------------

  const typing = () => {
    counted();
    if (snapshot() === kept) return unstash();
    stash();
    later(SOON);
  };
  form.addEventListener("input", typing);
  form.addEventListener("change", typing);
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || save());
  document.addEventListener("visibilitychange", () => going || save({ leaving: document.hidden }));
  addEventListener("pagehide", () => going || save({ leaving: true }));
  addEventListener("pageshow", () => {
    going = false;
  });

  const submitting = async (button) => {
    const dropping = button?.hasAttribute("data-drop");
    const became = dropping ? "kept" : await save({ always: true });
    if (["signed out", "unreachable", "refused"].includes(became)) {
      problem.tabIndex = -1;
      problem.focus();
      return;
    }
    clearTimeout(timer);
    if (dropping) await sending;
    unstash();
    going = true;
    for (const name of ["window", "serial", "count"]) form.elements[name].value = page[name];
    form.requestSubmit(button);
  };
  form.addEventListener("submit", (event) => {
    if (going) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    submitting(event.submitter).finally(() => delete form.dataset.busy);
  });
  // Signing out in the middle of a note keeps it first.
  document.addEventListener("submit", (event) => {
    if (event.target === form || going || !event.target.action.endsWith("/logout/")) return;
    if (snapshot() === kept || isBlank(snapshot())) return;
    event.preventDefault();
    event.stopPropagation();
    save().finally(() => {
      going = true;
      event.target.requestSubmit(event.submitter);
    });
  }, true);

  // --- length, questions -------------------------------------------------------------------------

  const counter = find("count");
  function counted() {
    const left = limit - text.value.length;
    counter.hidden = left > limit / 10;
    const words = Math.abs(left).toLocaleString("en-US");
    counter.textContent = left < 0 ? `${words} characters too many: shorten it, or write a second note` : `${words} characters left`;
    if (!CSS.supports("field-sizing", "content")) {
      text.style.height = "auto";
      text.style.height = `${text.scrollHeight + 2}px`;
    }
  }

  const insert = find("insert");
  const questions = () => form.querySelector(`template[data-questions="${form.elements.kind.value}"]`);
  const offered = () => {
    if (insert) insert.hidden = !questions();
  };
  insert?.addEventListener("click", (event) => {
    event.preventDefault();
    const before = text.value.trimEnd();
    const asked = questions().content.textContent;
    text.value = before ? `${before}\n\n${asked}` : asked;
    const line = text.value.indexOf("\n", before.length + 2);
    text.focus();
    text.setSelectionRange(line < 0 ? text.value.length : line, line < 0 ? text.value.length : line);
    typing();
  });
  form.elements.kind.addEventListener("change", offered);

  // --- what this tab still holds ------------------------------------------------------------------

  const backIn = async (left) => {
    const shown = snapshot();
    let answer;
    try {
      answer = await postWithToken(left.said, { ...left, count: left.count + 1 });
    } catch {
      answer = { status: 0 };
    }
    if (answer.status === 200 && !answer.kept) {
      kept ??= shown;
      return unstash();
    }
    if (answer.status === 409) {
      unstash();
      return tell(answer.sentence, showBoth());
    }
    if (snapshot() !== shown) return later(SOON);
    fill(left.said);
    counted();
    offered();
    if (answer.status === 200) {
      page.serial = answer.serial;
      kept = snapshot();
      unstash();
      find("drop").hidden = false;
      say(`Draft kept ${answer.kept}, restored from this tab`);
    } else if (answer.status === 401) signedOut();
    else later(AGAIN);
  };

  find("unscripted").hidden = true;
  // What was typed comes back from here or from the server; a browser that fills it in by itself
  // would put an older text over a newer one.
  form.setAttribute("autocomplete", "off");
  const left = stashed();
  const lines = (words) => (words ?? "").replaceAll("\r\n", "\n");
  if (left && lines(new URLSearchParams(left.said).get("text")) !== text.value) backIn(left);
  else {
    unstash();
    if (text.value !== text.defaultValue) page.serial = 0;
    if (text.value !== text.defaultValue || "unsaved" in form.dataset) later(SOON);
    else kept = snapshot();
  }
  counted();
  offered();
}
