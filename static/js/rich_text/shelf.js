// A list to choose from, with a search, more of it on demand, and a way to upload what is
// missing: pictures and files alike.

import { el, filled } from "./dom.js";
import { get, send, Trouble } from "./server.js";

const PAUSE = 250; // milliseconds between the last letter and the search

// `name` is the list in the server's answer, `urls` its doors, `card(thing)` what stands on a
// button, `choose(thing)` what the button does. `waiting` are files to upload at once.
export function shelf({ name, urls, token, words, accept, card, choose, waiting = [] }) {
  const list = el("ul", { class: `rich-text-shelf__list rich-text-shelf__list--${name}` });
  const state = el("p", { class: "rich-text-shelf__state", role: "status" });
  const more = el("button", { type: "button", hidden: true, onclick: () => load(page + 1) }, words.more);
  const again = el("button", { type: "button", hidden: true, onclick: () => load(page) }, words.again);
  const search = el("input", { type: "search", "aria-label": words.search, placeholder: words.search });
  const files = el("input", {
    type: "file",
    multiple: true,
    accept,
    class: "rich-text-shelf__files",
    tabindex: "-1",
    "aria-hidden": "true",
    onchange: () => upload([...files.files]),
  });
  const add = el(
    "button",
    { type: "button", class: "rich-text-shelf__add", autofocus: true, onclick: () => files.click() },
    words.upload,
  );
  const dom = el(
    "div",
    { class: "rich-text-shelf" },
    el("div", { class: "rich-text-shelf__head" }, add, files, search),
    el("p", { class: "rich-text-dialog__hint" }, words.uploadHint),
    state,
    list,
    el("div", { class: "rich-text-shelf__foot" }, more, again),
  );
  let page = 1;
  let asked = 0;
  let timer;

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => load(1), PAUSE);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      load(1);
    }
  });
  dom.addEventListener("dragover", (event) => event.preventDefault());
  dom.addEventListener("drop", (event) => {
    event.preventDefault();
    upload([...event.dataTransfer.files]);
  });

  async function load(number) {
    const mine = ++asked;
    page = number;
    more.hidden = again.hidden = true;
    dom.setAttribute("aria-busy", "true");
    state.textContent = words.loading;
    try {
      const found = await get(urls.choose, { q: search.value, page: number }, words);
      if (mine !== asked) return; // a later question was asked meanwhile
      if (number === 1) list.replaceChildren();
      list.append(...found[name].map(item));
      more.hidden = !found.has_more;
      const nothing = search.value.trim() ? words.nothingFound : words.nothingYet;
      state.textContent = list.childElementCount ? "" : nothing;
    } catch (trouble) {
      if (mine !== asked) return;
      say(trouble);
      again.hidden = false;
    }
    dom.removeAttribute("aria-busy");
  }

  async function upload(chosen) {
    if (!chosen.length) return;
    asked += 1; // a list that is still on its way comes too late
    add.disabled = true;
    dom.setAttribute("aria-busy", "true");
    const names = chosen.map((file) => file.name).join(", ");
    state.textContent = filled(words.uploading, { name: names });
    try {
      const answer = await send(urls.upload, chosen, token, words);
      const refused = answer.errors.map((error) => `${error.name}: ${error.words}`.trim());
      state.textContent = refused.join(" ");
      if (answer[name].length === 1 && !refused.length) {
        choose(answer[name][0]);
      } else {
        list.prepend(...answer[name].map(item));
      }
    } catch (trouble) {
      say(trouble);
    }
    add.disabled = false;
    files.value = "";
    dom.removeAttribute("aria-busy");
  }

  function say(trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    state.textContent = trouble.message;
  }

  const item = (thing) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "rich-text-shelf__item", onclick: () => choose(thing) },
        card(thing),
      ),
    );

  if (waiting.length) {
    upload(waiting);
  } else {
    load(1);
  }
  return dom;
}
