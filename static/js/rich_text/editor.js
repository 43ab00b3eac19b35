// The rich text editor: takes the place of each `<textarea data-rich-text>`, and writes into it.
// Without scripts, or when the bundle does not come, the textarea is there with its HTML.

import { el, filled } from "./dom.js";
import { figures } from "./figures.js";
import { links } from "./links.js";
import { tidied } from "./paste.js";
import { extensions } from "./schema.js";
import { toolbar } from "./toolbar.js";

for (const textarea of document.querySelectorAll("textarea[data-rich-text]")) start(textarea);

async function start(textarea) {
  const site = JSON.parse(textarea.dataset.richText);
  const tiptap = await import(site.bundle);
  const { words } = site;
  site.token = textarea.form.elements.csrfmiddlewaretoken?.value ?? "";
  const figureDialogs = figures(site);
  const linkDialogs = links(site);

  const note = el("p", { class: "rich-text__note", role: "status" });
  const paper = el("div", { class: "rich-text__paper" });
  const editor = new tiptap.Editor({
    element: paper,
    injectCSS: false, // the policy of the site allows no <style>
    content: textarea.value,
    extensions: extensions(tiptap, { ...site, edit: figureDialogs.edit }),
    editorProps: {
      attributes: attributesOf(textarea),
      transformPastedHTML: (html) => {
        const { html: tidy, pictures } = tidied(html);
        note.textContent = pictures ? filled(words.picturesLeftOut, { number: pictures }) : "";
        return tidy;
      },
      handlePaste: (_view, event) => take(event.clipboardData, event),
      handleDrop: (_view, event) => take(event.dataTransfer, event),
      handleKeyDown: (_view, event) => handleKey(event),
    },
    onUpdate: write,
  });
  const dialogs = {
    link: { run: linkDialogs.link, active: () => editor.isActive("link") },
    picture: { run: figureDialogs.picture },
    video: { run: figureDialogs.video },
    file: { run: (one) => linkDialogs.file(one) },
  };
  const bar = toolbar(editor, words, dialogs);
  const box = el("div", { class: "rich-text" }, bar.dom, paper, note);
  textarea.before(box);
  textarea.hidden = true;
  labelOf(textarea)?.addEventListener("click", () => editor.commands.focus());
  for (const link of document.querySelectorAll(`a[href="#${textarea.id}"]`)) {
    link.addEventListener("click", (event) => {
      event.preventDefault(); // the textarea is hidden: nothing would happen
      box.scrollIntoView();
      editor.commands.focus(null, { scrollIntoView: false });
    });
  }

  // Who leaves the page without saving is asked first; after an error nothing is saved yet.
  const opened = document.querySelector(".errornote") ? null : editor.getHTML();
  let isSent = false;
  textarea.form.addEventListener("submit", (event) => {
    isSent = !event.submitter?.formTarget;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && editor.getHTML() !== opened) event.preventDefault();
    isSent = false; // the next time it may be another way out
  });

  // An empty text is empty, not an empty paragraph.
  function write() {
    textarea.value = editor.isEmpty ? "" : editor.getHTML();
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    const tooLong = textarea.value.length > site.longest;
    if (tooLong || note.dataset.isAboutLength) {
      note.textContent = tooLong ? words.tooLong : "";
      note.toggleAttribute("data-is-about-length", tooLong);
    }
  }

  // Files from the disk; a copied picture of a page comes with HTML, and is left to the rest.
  function take(transfer, event) {
    const files = [...(transfer?.files ?? [])];
    if (!files.length || transfer.types.includes("text/html")) return false;
    event.preventDefault();
    const pictures = files.filter((file) => file.type.startsWith("image/"));
    if (pictures.length) figureDialogs.take(editor, pictures);
    else linkDialogs.file(editor, files);
    return true;
  }

  function handleKey(event) {
    if (event.altKey && event.key === "F10") {
      bar.focus();
      return true;
    }
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
      event.preventDefault();
      linkDialogs.link(editor);
      return true;
    }
    return false;
  }
}

const labelOf = (textarea) => textarea.form.querySelector(`label[for="${textarea.id}"]`);

// Named and described as the textarea was, and in the language of the text.
function attributesOf(textarea) {
  const label = labelOf(textarea);
  if (label) label.id ||= `${textarea.id}_label`;
  const language = textarea.form.elements.language?.value || "ru";
  const attributes = {
    class: "prose",
    role: "textbox",
    "aria-multiline": "true",
    lang: language,
    spellcheck: "true",
  };
  if (label) attributes["aria-labelledby"] = label.id;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  return attributes;
}
