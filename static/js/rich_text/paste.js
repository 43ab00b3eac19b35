// What comes from Word, LibreOffice, Google Docs or a page of the web, made into what a text may
// hold. The editor itself drops what it does not know; here is what it could not know: Word's
// lists are paragraphs, Google's bold is a style, a heading of the first rank is the page's own.

// The policy of the site forbids styles in HTML, so they are read from another attribute; and the
// browser would complain of handlers, though nothing here runs them.
const STYLE = "data-pasted-style";

// `html` of the clipboard, and how many pictures were left out of it.
export function tidied(html) {
  if (html.includes("data-pm-slice")) return { html, pictures: 0 }; // from an editor like this one
  const readable = html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<!--\[if[^\]]*supportLists\]-->|<!--\[endif\]-->/gi, "")
    .replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/\sstyle(?=\s*=)/gi, ` ${STYLE}`).replace(/\son(?=\w+\s*=)/gi, " data-on"),
    );
  const page = new DOMParser().parseFromString(readable, "text/html");
  const { body } = page;
  const pictures = withoutPictures(body);
  withoutNotes(body);
  listsOf(page);
  marksOf(page);
  headingsOf(page);
  linksOf(body);
  headerRows(page);
  for (const one of all(body, `:is(${BLOCKS}) + br`)) one.remove();
  for (const element of [...body.querySelectorAll("*")].reverse()) tidyElement(element);
  return { html: body.innerHTML, pictures };
}

const BLOCKS = "p, ul, ol, h1, h2, h3, h4, table, div, blockquote";
const styleOf = (element) => (element.getAttribute(STYLE) ?? "").toLowerCase();
const all = (root, selector) => [...root.querySelectorAll(selector)];

// Pictures of other sites and of the author's disk: each has to be uploaded here by itself.
function withoutPictures(body) {
  const found = all(body, "img, svg, canvas, object, v\\:shape, v\\:imagedata, picture");
  const pictures = found.filter((one) => one.localName === "img" && one.width !== 1);
  for (const one of found) one.remove();
  return pictures.length;
}

// Comments and footnotes of Word lead to parts of a document that is not here.
function withoutNotes(body) {
  for (const one of all(body, "[class*=MsoComment], [class*=msocom], a[href^='#_msocom'], script, template, noscript, iframe, title, meta, link")) {
    one.remove();
  }
  for (const one of all(body, "*")) {
    if (/mso-element:\s*comment|display:\s*none|mso-hide:\s*all/.test(styleOf(one))) one.remove();
  }
}

// --- Lists --------------------------------------------------------------------------------

const MARKER = /mso-list:\s*ignore/;
const LEVEL = /mso-list:[^;]*?level(\d)/;
const NUMBERED = /^\(?(\d+|[a-zа-яё]|[ivxlc]+)[.)]/i;

// Word writes an item as a paragraph that says its level, with the marker in its words.
function listsOf(page) {
  let open = []; // the lists that are open, the outermost first
  let last = null; // the paragraph before
  for (const paragraph of all(page.body, "p, h1, h2, h3, h4, h5, h6, div")) {
    const level = Number(LEVEL.exec(styleOf(paragraph))?.[1] ?? 0);
    if (!level || paragraph.closest("li")) continue;
    const marker = all(paragraph, "*").find((one) => MARKER.test(styleOf(one)));
    const sign = (marker?.textContent ?? "").replace(/\u00a0/g, " ").trim();
    marker?.remove();
    if (!last || nextOf(last) !== paragraph) open = [];
    const kind = NUMBERED.test(sign) ? "ol" : "ul";
    open.length = Math.min(open.length, level);
    if (open.length === level && open[level - 1].list.localName !== kind) open.length = level - 1;
    if (open.length < level) {
      const list = page.createElement(kind);
      if (kind === "ol" && /^\(?\d/.test(sign)) list.setAttribute("start", parseInt(sign.replace("(", ""), 10));
      const parent = open[open.length - 1];
      if (parent) parent.list.lastElementChild.append(list);
      else paragraph.before(list);
      open.push({ list });
    }
    const item = page.createElement("li");
    const words = page.createElement("p");
    words.append(...paragraph.childNodes);
    item.append(words);
    const top = open[0].list;
    open[open.length - 1].list.append(item);
    paragraph.remove();
    last = top;
  }
}

function nextOf(element) {
  let next = element.nextSibling;
  while (next && next.nodeType !== 1 && !next.textContent.trim()) next = next.nextSibling;
  return next;
}

// --- Marks, headings, links, tables ---------------------------------------------------------

// Bold and italic that are only said by a style; and what says that a mark does not count.
function marksOf(page) {
  for (const one of all(page.body, "b, strong, i, em")) {
    if (/(^|[;\s])font-(weight|style):\s*(normal|400)/.test(styleOf(one))) unwrap(one);
  }
  for (const one of all(page.body, "span, font, a")) {
    const style = styleOf(one);
    const wanted = [];
    if (/(^|[;\s])font-weight:\s*(bold|[6-9]00)/.test(style)) wanted.push("strong");
    if (/font-style:\s*italic/.test(style)) wanted.push("em");
    if (/text-decoration[^;]*line-through/.test(style)) wanted.push("s");
    if (/vertical-align:\s*super/.test(style)) wanted.push("sup");
    if (/vertical-align:\s*sub/.test(style)) wanted.push("sub");
    for (const tag of wanted) {
      const mark = page.createElement(tag);
      mark.append(...one.childNodes);
      one.append(mark);
    }
  }
}

const RANKS = { h1: "h2", h5: "h4", h6: "h4" };

function headingsOf(page) {
  for (const one of all(page.body, "h1, h5, h6")) rename(page, one, RANKS[one.localName]);
  for (const one of all(page.body, "p.MsoTitle")) rename(page, one, "h2");
  for (const one of all(page.body, "p[class*=MsoHeading]")) rename(page, one, "h3");
  for (const one of all(page.body, "p.MsoQuote, p.MsoIntenseQuote")) {
    const quotation = page.createElement("blockquote");
    one.before(quotation);
    quotation.append(one);
  }
}

// No links to places in the document that was copied, none through a search engine, none with
// the name of this very site in them.
function linksOf(body) {
  for (const one of all(body, "a")) {
    let url;
    try {
      url = new URL(one.getAttribute("href"));
      if (/(^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url") {
        url = new URL(url.searchParams.get("q") ?? url.searchParams.get("url"));
      }
    } catch {
      url = null;
    }
    if (!url || !/^(https?|mailto|tel):$/.test(url.protocol)) {
      unwrap(one);
    } else {
      const isHere = url.origin === location.origin;
      one.setAttribute("href", isHere ? url.pathname + url.search + url.hash : url.href);
    }
  }
}

// A first row all in bold is what people make when they mean a row of headings.
function headerRows(page) {
  for (const table of all(page.body, "table")) {
    const [row] = table.rows;
    const cells = row && table.rows.length > 1 ? [...row.cells] : [];
    const written = cells.filter((cell) => cell.textContent.trim());
    const isHeader =
      row?.parentElement.localName === "thead" || (written.length > 1 && written.every(isBold));
    if (isHeader) {
      for (const mark of cells.flatMap((cell) => all(cell, "b, strong"))) unwrap(mark);
      for (const cell of cells) rename(page, cell, "th");
    }
  }
}

function isBold(cell) {
  const texts = textsIn(cell);
  return texts.every((text) => text.parentElement.closest("b, strong, th"));
}

function textsIn(root) {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.push(walker.currentNode);
  return texts;
}

// --- Elements -------------------------------------------------------------------------------

const KEPT = new Set(["href", "colspan", "rowspan", "start"]);

function tidyElement(element) {
  for (const { name } of [...element.attributes]) {
    if (!KEPT.has(name)) element.removeAttribute(name);
  }
  // <o:p>, <st1:place>, <font>, <span>: their words only.
  if (element.localName.includes(":") || ["font", "span", "u", "ins"].includes(element.localName)) {
    unwrap(element);
  } else if (/^(p|h[2-4]|li)$/.test(element.localName) && !element.textContent.trim()) {
    if (!element.querySelector("table, figure, hr")) element.remove();
  }
}

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

function rename(page, element, tag) {
  const renamed = page.createElement(tag);
  for (const { name, value } of [...element.attributes]) renamed.setAttribute(name, value);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
}
