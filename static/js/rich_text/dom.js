// Elements made from code: nothing here ever reads a string as HTML.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// "Uploading %(name)s" with { name: "a.pdf" }, as gettext's words come from the server.
export function filled(words, values) {
  return words.replace(/%\((\w+)\)[sd]/g, (_match, name) => values[name]);
}
