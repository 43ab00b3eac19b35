// The row of buttons: one stop of the Tab key, arrows within it (WAI-ARIA, «Toolbar»).

import { el } from "./dom.js";
import { icon } from "./icons.js";

const chain = (command, ...options) => ({
  run: (editor) => editor.chain().focus()[command](...options).run(),
  can: (editor) => editor.can()[command](...options),
});
const mark = (name, command) => ({ ...chain(command), active: (editor) => editor.isActive(name) });
const heading = (level) => ({
  ...chain("toggleHeading", { level }),
  active: (editor) => editor.isActive("heading", { level }),
});

const TEXT = [
  {
    paragraph: { ...chain("setParagraph"), active: (editor) => editor.isActive("paragraph") },
    heading2: heading(2),
    heading3: heading(3),
    heading4: heading(4),
  },
  {
    bold: mark("bold", "toggleBold"),
    italic: mark("italic", "toggleItalic"),
    strike: mark("strike", "toggleStrike"),
    subscript: mark("subscript", "toggleSubscript"),
    superscript: mark("superscript", "toggleSuperscript"),
  },
  {
    bulletList: mark("bulletList", "toggleBulletList"),
    orderedList: mark("orderedList", "toggleOrderedList"),
    blockquote: mark("blockquote", "toggleBlockquote"),
    horizontalRule: {
      run: (editor) => editor.chain().focus().leaveFigure().setHorizontalRule().run(),
    },
  },
];
const NEW_TABLE = { rows: 3, cols: 3, withHeaderRow: true };
const HISTORY = {
  undo: chain("undo"),
  redo: chain("redo"),
  clear: {
    run: (editor) => editor.chain().focus().unsetAllMarks().clearNodes().run(),
  },
};
const TABLE = [
  {
    rowAbove: chain("addRowBefore"),
    rowBelow: chain("addRowAfter"),
    rowDelete: chain("deleteRow"),
  },
  {
    columnBefore: chain("addColumnBefore"),
    columnAfter: chain("addColumnAfter"),
    columnDelete: chain("deleteColumn"),
  },
  {
    headerRow: chain("toggleHeaderRow"),
    headerColumn: chain("toggleHeaderColumn"),
    mergeCells: chain("mergeCells"),
    splitCell: chain("splitCell"),
  },
  { tableDelete: chain("deleteTable") },
];

// `dialogs` are the commands that ask something first: link, picture, video, file.
// Each button is named by `words.buttons`, with its keys in `words.keys`.
export function toolbar(editor, words, dialogs) {
  const table = {
    run: (one) => one.chain().focus().leaveFigure().insertTable(NEW_TABLE).run(),
    can: (one) => !one.isActive("table"),
  };
  const groups = [...TEXT, { ...dialogs, table }, HISTORY].map((group) => groupOf(group));
  const rows = TABLE.map((group) => groupOf(group));
  const ofTable = el("div", { class: "rich-text__row", hidden: true }, rows.map(({ dom }) => dom));
  const bar = el(
    "div",
    { class: "rich-text__bar", role: "toolbar", "aria-label": words.toolbar },
    el("div", { class: "rich-text__row" }, groups.map(({ dom }) => dom)),
    ofTable,
  );
  const buttons = [...groups, ...rows].flatMap((group) => group.buttons);

  function groupOf(commands) {
    const made = Object.entries(commands).map(([name, command]) => ({
      ...command,
      dom: button(name),
      command,
    }));
    return {
      dom: el("div", { class: "rich-text__group", role: "group" }, made.map(({ dom }) => dom)),
      buttons: made,
    };
  }

  function button(name) {
    const keys = words.keys[name];
    const title = keys ? `${words.buttons[name]} (${keys})` : words.buttons[name];
    const dom = el(
      "button",
      { type: "button", class: "rich-text__button", tabindex: "-1", title, "data-command": name },
      icon(name),
    );
    dom.setAttribute("aria-label", words.buttons[name]);
    dom.addEventListener("click", () => {
      const pressed = buttons.find((one) => one.dom === dom);
      if (dom.getAttribute("aria-disabled") !== "true") pressed.run(editor);
    });
    // The words that are chosen in the text stay chosen.
    dom.addEventListener("mousedown", (event) => event.preventDefault());
    return dom;
  }

  function update() {
    ofTable.hidden = !editor.isActive("table");
    for (const { dom, active, can } of buttons) {
      if (active) dom.setAttribute("aria-pressed", String(active(editor)));
      const isPressed = dom.getAttribute("aria-pressed") === "true";
      if (can) dom.setAttribute("aria-disabled", String(!isPressed && !can(editor)));
    }
    if (reachable().every(({ dom }) => dom.tabIndex !== 0)) reachable()[0].dom.tabIndex = 0;
  }

  const reachable = () => buttons.filter(({ dom }) => !dom.closest("[hidden]"));

  function goTo(dom) {
    for (const one of buttons) one.dom.tabIndex = one.dom === dom ? 0 : -1;
    dom.focus();
  }

  bar.addEventListener("focusin", (event) => {
    const dom = event.target.closest(".rich-text__button");
    if (dom) for (const one of buttons) one.dom.tabIndex = one.dom === dom ? 0 : -1;
  });
  bar.addEventListener("keydown", (event) => {
    const all = reachable().map(({ dom }) => dom);
    const here = all.indexOf(document.activeElement);
    const to = {
      ArrowRight: all[(here + 1) % all.length],
      ArrowLeft: all[(here - 1 + all.length) % all.length],
      Home: all[0],
      End: all[all.length - 1],
    }[event.key];
    if (to) {
      event.preventDefault();
      goTo(to);
    } else if (event.key === "Escape") {
      event.preventDefault();
      editor.commands.focus();
    }
  });

  editor.on("transaction", update);
  update();
  return { dom: bar, focus: () => goTo(reachable().find(({ dom }) => dom.tabIndex === 0).dom) };
}
