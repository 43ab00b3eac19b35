// Links to pages, letters and telephones, and links to files to download.

import { ask, field } from "./dialog.js";
import { el } from "./dom.js";
import { shelf } from "./shelf.js";

export function links(site) {
  const { words } = site;

  return {
    link(editor) {
      // All of the link in which the cursor stands, not a part of it.
      if (editor.isActive("link")) editor.commands.extendMarkRange("link");
      const { href = "", document: file = null } = editor.getAttributes("link");
      const needsWords = editor.state.selection.empty;
      const address = field({
        label: words.link.address,
        hint: words.link.addressHint,
        value: href,
        maxlength: 2000,
        focus: true,
      });
      const name = field({ label: words.link.words, maxlength: 300 });
      ask({
        title: words.link.title,
        words,
        submit: href ? words.figure.save : words.figure.insert,
        content: [address.dom, needsWords ? name.dom : null],
        actions: href
          ? [{ words: words.link.remove, run: () => editor.chain().focus().unsetLink().run() }]
          : [],
        onSubmit: () => {
          const to = completed(address.input.value);
          if (!to) {
            address.input.setAttribute("aria-invalid", "true");
            address.input.focus();
            return words.link.wrong;
          }
          set(editor, { href: to, document: to === href ? file : null }, name.input.value.trim() || to);
          return "";
        },
      });
    },

    file(editor, waiting = []) {
      let dialog;
      const content = shelf({
        name: "documents",
        urls: site.urls.documents,
        token: site.token,
        words: { ...words.server, ...words.shelf, ...words.documents },
        accept: site.accept.documents,
        card: (file) => [
          el("span", { class: "rich-text-shelf__name" }, file.title),
          el("span", { class: "rich-text-shelf__facts" }, file.facts),
        ],
        choose: (file) => {
          dialog.close();
          site.facts[file.id] = file.facts;
          set(editor, { href: file.url, document: String(file.id) }, file.title);
        },
        waiting,
      });
      dialog = ask({ title: words.documents.title, words, content, isWide: true });
    },
  };
}

// Make a link of the words that are chosen, or write `name` as one.
function set(editor, attributes, name) {
  editor.commands.leaveFigure();
  if (editor.state.selection.empty) {
    const text = { type: "text", text: name, marks: [{ type: "link", attrs: attributes }] };
    editor.chain().focus().insertContent(text).unsetMark("link").run();
  } else {
    const { to } = editor.state.selection;
    editor.chain().focus().setMark("link", attributes).setTextSelection(to).unsetMark("link").run();
  }
}

// What a person types as an address, made into one; "" for what cannot be an address.
export function completed(typed) {
  const address = typed.trim();
  if (/\s/.test(address)) return phone(address);
  if (/^(mailto|tel):\S+$/i.test(address)) return address;
  if (/^[/#?]/.test(address) && !address.startsWith("//")) return address;
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return `mailto:${address}`;
  if (/^\+?[\d()-]{5,}$/.test(address)) return phone(address);
  const isFull = /^https?:\/\//i.test(address);
  if (!isFull && /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(address)) return ""; // javascript:, file:, …
  const full = isFull ? address : `https://${address}`;
  try {
    const url = new URL(full);
    if (!url.hostname.includes(".") && url.origin !== location.origin) return "";
    return url.origin === location.origin ? url.pathname + url.search + url.hash : full;
  } catch {
    return "";
  }
}

function phone(typed) {
  const digits = typed.replace(/^tel:/i, "").replace(/[\s()-]/g, "");
  return /^\+?\d{5,15}$/.test(digits) ? `tel:${digits}` : "";
}
