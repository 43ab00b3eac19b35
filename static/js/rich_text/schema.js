// What a text may hold, in the editor's terms: the same as `events/rich_text/` keeps.

import { el } from "./dom.js";

const MARKS_OF_HEADINGS = "link italic strike subscript superscript code";
const IN_CELLS = "(paragraph | heading | bulletList | orderedList | blockquote | codeBlock | figure | horizontalRule)+";

// `tiptap` is the bundle of django-prose-editor; `facts` says of files, by key, type and size,
// `previews` of pictures where they are and what they show;
// `edit(editor)` opens the dialog of the figure that is selected.
export function extensions(tiptap, { facts, previews, words, edit }) {
  const { Document, Paragraph, Text, HardBreak, Heading, Blockquote, HorizontalRule } = tiptap;
  const { Bold, Italic, Strike, Subscript, Superscript, Code, CodeBlock } = tiptap;
  const { BulletList, OrderedList, ListItem, Table, TableRow, TableHeader, TableCell } = tiptap;
  return [
    Document,
    Paragraph,
    Text,
    HardBreak,
    Heading.extend({ marks: MARKS_OF_HEADINGS }).configure({ levels: [2, 3, 4] }),
    Blockquote,
    HorizontalRule,
    BulletList,
    OrderedList.extend({ addAttributes: numbered }),
    ListItem,
    Bold,
    Italic,
    Strike,
    Subscript,
    Superscript,
    Code,
    CodeBlock.extend({ renderHTML: () => ["pre", 0] }),
    Table.configure({ resizable: false }),
    TableRow,
    TableHeader.extend({ content: IN_CELLS }),
    TableCell.extend({ content: IN_CELLS }),
    link(tiptap, facts),
    figure(tiptap, previews, words, edit),
    tiptap.Dropcursor.configure({ width: 2 }),
    tiptap.Gapcursor,
    tiptap.History,
    tiptap.TrailingNode, // a place to go on writing behind a table or a picture
  ];
}

// A numbered list may begin later than with 1; which numerals it has is the style sheet's.
const numbered = () => ({
  start: {
    default: 1,
    parseHTML: (element) => Number.parseInt(element.getAttribute("start") ?? "1", 10) || 1,
    renderHTML: ({ start }) => (start === 1 ? {} : { start }),
  },
});

// A link; one to a file of this site names it by its key, so that the page knows type and size.
function link(tiptap, facts) {
  return tiptap.Link.extend({
    addAttributes() {
      return {
        href: { default: null },
        document: {
          default: null,
          parseHTML: (element) => element.dataset.document ?? null,
          renderHTML: ({ document }) =>
            document ? { "data-document": document, "data-facts": facts[document] ?? null } : {},
        },
      };
    },
    // The toolbar's own dialog answers Ctrl+K.
    addKeyboardShortcuts: () => ({}),
  }).configure({
    openOnClick: false,
    autolink: true,
    defaultProtocol: "https",
    shouldAutoLink: (address) => /^(https?:\/\/|www\.)/i.test(address) || address.includes("@"),
  });
}

const imageIn = (figure, name) => figure.querySelector("img")?.getAttribute(name) ?? "";

const textsOf = (previews) => ({
  video: (figure) => figure.dataset.video ?? "",
  picture: (figure) => figure.dataset.picture ?? "",
  src: (figure) => previews[figure.dataset.picture]?.url ?? imageIn(figure, "src"),
  alt: (figure) => imageIn(figure, "alt") || (previews[figure.dataset.picture]?.alt ?? ""),
  caption: (figure) => {
    const caption = figure.querySelector("figcaption")?.cloneNode(true);
    caption?.querySelector("cite")?.remove();
    return caption?.textContent.trim() ?? "";
  },
  credit: (figure) => figure.querySelector("figcaption cite")?.textContent.trim() ?? "",
});

// A picture, or a video with its still: one thing, changed in its dialog.
function figure(tiptap, previews, words, edit) {
  return tiptap.Node.create({
    name: "figure",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () =>
      Object.fromEntries(
        Object.entries(textsOf(previews)).map(([name, parseHTML]) => [
          name,
          { default: "", parseHTML, rendered: false },
        ]),
      ),
    parseHTML: () => [{ tag: "figure[data-picture]" }, { tag: "figure[data-video]" }],
    renderHTML: ({ node }) => written(node.attrs),
    addNodeView:
      () =>
      ({ node }) => ({ dom: shown(node.attrs, words) }),
    addCommands() {
      const { Selection, TextSelection } = tiptap.pm.state;
      const isChosen = ({ node }) => node?.type === this.type;
      return {
        // A new figure at the cursor; one that is chosen stays, and the new one comes after it.
        putFigure:
          (attributes) =>
          ({ tr, dispatch }) => {
            if (!dispatch) return true;
            const made = this.type.create(attributes);
            if (isChosen(tr.selection)) tr.insert(tr.selection.to, made);
            else tr.replaceSelectionWith(made);
            let behind = 0;
            tr.mapping.maps.at(-1).forEach((_from, _to, _newFrom, newTo) => (behind = newTo));
            tr.setSelection(Selection.near(tr.doc.resolve(behind), 1)).scrollIntoView();
            return true;
          },
        // What is put into the text now comes after the figure instead of taking its place.
        leaveFigure:
          () =>
          ({ tr, state, dispatch }) => {
            if (!dispatch || !isChosen(tr.selection)) return true;
            const behind = tr.selection.to;
            if (!tr.doc.resolve(behind).nodeAfter?.isTextblock) {
              tr.insert(behind, state.schema.nodes.paragraph.create());
            }
            tr.setSelection(TextSelection.create(tr.doc, behind + 1));
            return true;
          },
      };
    },
    addKeyboardShortcuts() {
      return {
        Enter: ({ editor }) => (editor.isActive("figure") ? (edit(editor), true) : false),
      };
    },
    addProseMirrorPlugins() {
      const { editor } = this;
      const handleDoubleClickOn = (_view, _pos, node) =>
        node.type.name === "figure" ? (edit(editor), true) : false;
      return [new tiptap.Plugin({ props: { handleDoubleClickOn } })];
    },
  });
}

// As it is kept.
function written({ video, picture, src, alt, caption, credit }) {
  const attributes = {};
  if (video) attributes["data-video"] = video;
  if (picture) attributes["data-picture"] = picture;
  const parts = picture ? [["img", src ? { src, alt } : { alt }]] : [];
  if (caption || credit) {
    const inside = caption ? [caption] : [];
    parts.push(["figcaption", ...inside, ...(credit ? [["cite", credit]] : [])]);
  }
  return ["figure", attributes, ...parts];
}

// As the page shows it.
function shown({ video, picture, src, alt, caption, credit }, names) {
  const image = picture ? el("img", { src: src || null, alt, class: "figure__image" }) : null;
  const parts = [image];
  if (video) {
    const still = el(
      "a",
      { class: `video${picture ? "" : " video--bare"}` },
      image,
      el("span", { class: "video__mark", "aria-hidden": "true" }),
      el("span", { class: "video__words" }, `${names.video}: ${siteOf(video)}`),
    );
    parts.splice(0, 1, still);
  }
  if (picture && !alt && !video) {
    parts.push(el("p", { class: "rich-text__no-alt" }, names.noAlt));
  }
  if (caption || credit) {
    const words = caption ? [el("span", { class: "figure__words" }, caption), " "] : [];
    const cite = credit ? el("cite", { class: "figure__credit" }, credit) : null;
    parts.push(el("figcaption", { class: "figure__caption" }, words, cite));
  }
  return el("figure", { class: "figure", title: names.figureHint }, parts);
}

function siteOf(address) {
  try {
    return new URL(address).hostname.replace(/^(www|m)\./, "");
  } catch {
    return address;
  }
}
