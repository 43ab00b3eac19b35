// A question in a window of its own. The browser's <dialog> keeps the focus in it, closes it
// by Escape and gives the focus back; here are the form in it and its buttons.

import { el } from "./dom.js";

let number = 0;

// Asks; `onSubmit()` is called for the main button and may return words on what is wrong, or a
// promise of them. `actions` are further buttons: { words, run, isQuiet }.
export function ask({ title, words, submit, onSubmit, content, actions = [], isWide = false }) {
  const id = `rich-text-dialog-${++number}`;
  const trouble = el("p", { class: "rich-text-dialog__trouble", role: "alert" });
  const form = el(
    "form",
    { method: "dialog", class: "rich-text-dialog__form", novalidate: true },
    el("h2", { id, class: "rich-text-dialog__title" }, title),
    content,
    trouble,
    el(
      "div",
      { class: "rich-text-dialog__buttons" },
      submit ? el("button", { type: "submit", class: "rich-text-dialog__main" }, submit) : null,
      actions.map(({ words: name, run }) =>
        el("button", { type: "button", onclick: () => (run(), dialog.close()) }, name),
      ),
      el("button", { type: "button", onclick: () => dialog.close() }, words.cancel),
    ),
  );
  const dialog = el(
    "dialog",
    { class: `rich-text-dialog${isWide ? " rich-text-dialog--wide" : ""}`, "aria-labelledby": id },
    form,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = await onSubmit();
    if (wrong) {
      trouble.textContent = wrong;
    } else {
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  // Beside the page's form, not in it: a form within a form is none.
  document.body.append(dialog);
  dialog.showModal();
  return {
    close: () => dialog.close(),
    say: (what) => {
      trouble.textContent = what;
    },
  };
}

// A labelled field; `hint` is read out with it.
export function field({ label, hint, value = "", rows = 0, type = "text", focus = false, ...more }) {
  const id = `rich-text-field-${++number}`;
  const attributes = { id, autofocus: focus, "aria-describedby": hint ? `${id}-hint` : null };
  const input = rows
    ? el("textarea", { ...attributes, rows, ...more })
    : el("input", { ...attributes, type, ...more });
  input.value = value;
  return {
    input,
    dom: el(
      "div",
      { class: "rich-text-dialog__field" },
      el("label", { for: id }, label),
      hint ? el("p", { id: `${id}-hint`, class: "rich-text-dialog__hint" }, hint) : null,
      input,
    ),
  };
}
