// The marks on the buttons, drawn here: lines of one thickness in a square of 20.

import { el } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const LINES = {
  bold: "M6 4h5a3 3 0 0 1 0 6H6zM6 10h6a3 3 0 0 1 0 6H6z",
  italic: "M9 4h5M6 16h5M12 4 8 16",
  strike: "M4 10h12M13.5 6.5C13 5 11.7 4 10 4 7.8 4 6.5 5.2 6.5 7c0 1 .4 1.7 1 2.2M6.3 13.2C6.7 15 8 16 10 16c2.2 0 3.7-1.2 3.7-3 0-.4-.1-.7-.2-1",
  subscript: "M4 5l7 8M11 5l-7 8M13.5 13c.3-1.2 3.2-1.3 3.2.3 0 1.2-3.2 2.2-3.2 3.7h3.4",
  superscript: "M4 8l7 8M11 8l-7 8M13.5 4.5c.3-1.2 3.2-1.3 3.2.3 0 1.2-3.2 2.2-3.2 3.7h3.4",
  bulletList: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01",
  orderedList: "M9 5h8M9 10h8M9 15h8M3 4l1.3-.7V8M2.8 12.2c.3-.8 2.2-.9 2.2.3 0 .9-2.2 2.1-2.2 3.2h2.4",
  blockquote: "M8.5 6C6 6.5 4 8.5 4 11.5V14h4.5v-4.5H5.8M16.5 6c-2.5.5-4.5 2.5-4.5 5.5V14h4.5v-4.5h-2.7",
  horizontalRule: "M3 10h14M6 5h8M6 15h8",
  link: "M8.3 11.7a3.2 3.2 0 0 0 4.6 0l2.7-2.7a3.2 3.2 0 0 0-4.6-4.6L9.8 5.6M11.7 8.3a3.2 3.2 0 0 0-4.6 0L4.4 11a3.2 3.2 0 0 0 4.6 4.6l1.2-1.2",
  picture: "M3 4h14v12H3zM3 13l4-4 4 4 2.5-2.5L17 14M13 7.5h.01",
  video: "M3 4h14v12H3zM8.5 7.5v5l4-2.5z",
  file: "M5 3h6.5L15 6.5V17H5zM11 3v4h4M10 9.5v4.5M7.8 12l2.2 2.2L12.2 12",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 4v12M12.5 8v8",
  undo: "M7.5 4 4 7.5 7.5 11M4 7.5h7.5a4.250 4.250 0 0 1 0 8.5H8",
  redo: "M12.5 4 16 7.5 12.5 11M16 7.5H8.5a4.250 4.250 0 0 0 0 8.5H12",
  clear: "M5 5h10M10 5 8 15M4 17l12-12.5",
  rowAbove: "M3 11h14v5H3zM8 11v5M12.5 11v5M10 3v5M7.5 5.5h5",
  rowBelow: "M3 4h14v5H3zM8 4v5M12.5 4v5M10 12v5M7.5 14.5h5",
  rowDelete: "M3 7.5h14v5H3zM8 7.5v5M12.5 7.5v5M5 3.5l10 13",
  columnBefore: "M11 3h5v14h-5zM11 8h5M11 12.5h5M3 10h5M5.5 7.5v5",
  columnAfter: "M4 3h5v14H4zM4 8h5M4 12.5h5M12 10h5M14.5 7.5v5",
  columnDelete: "M7.5 3h5v14h-5zM7.5 8h5M7.5 12.5h5M3.5 5l13 10",
  headerRow: "M3 4h14v12H3zM3 8h14M8 8v8M12.5 8v8M5 6h10",
  headerColumn: "M3 4h14v12H3zM8 4v12M8 8h9M8 12h9M5.5 6v8",
  mergeCells: "M3 4h14v12H3zM10 4v2.5M10 13.5V16M5.5 10h3M7 8.5 8.5 10 7 11.5M14.5 10h-3M13 8.5 11.5 10l1.5 1.5",
  splitCell: "M3 4h14v12H3zM10 4v12M6 10h.01M14 10h.01",
  tableDelete: "M3 4h14v12H3zM3 8h14M8 8v8M12.5 8v8M4 18 17 2",
};
const LETTERS = {
  paragraph: "¶",
  heading2: "H2",
  heading3: "H3",
  heading4: "H4",
};

export function icon(name) {
  if (LETTERS[name]) {
    return el("span", { class: "rich-text__letters", "aria-hidden": "true" }, LETTERS[name]);
  }
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "rich-text__icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", LINES[name]);
  svg.append(path);
  return svg;
}
