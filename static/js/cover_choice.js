/* The cover of an announcement: chosen from the library, or uploaded on the spot. What is saved
   is the number field; without this it is typed, with the library open beside it. */

function start(field) {
  const words = field.dataset;
  const input = field.querySelector("[data-cover-input]");
  const shown = field.querySelector("[data-cover-shown]");
  const preview = field.querySelector("[data-cover-preview]");
  const name = field.querySelector("[data-cover-name]");
  const page = field.querySelector("[data-cover-page]");
  const clear = field.querySelector("[data-cover-clear]");
  const said = field.querySelector("[data-cover-said]");
  const file = field.querySelector("[data-cover-file]");
  const choose = field.querySelector("[data-cover-choose]");
  const dialog = field.querySelector("[data-cover-dialog]");
  const grid = dialog.querySelector("[data-cover-grid]");
  const search = dialog.querySelector("[data-cover-search]");
  const more = dialog.querySelector("[data-cover-more]");
  const found = dialog.querySelector("[data-cover-found]");
  let asked = 0;
  let pageNumber = 1;
  let waiting;

  function show(picture) {
    input.value = picture ? picture.id : "";
    shown.hidden = !picture;
    clear.hidden = !picture;
    if (picture) {
      preview.src = picture.url;
      preview.alt = picture.alt;
      name.textContent = picture.alt || `${picture.title} — ${words.noAlt}`;
      page.href = words.page.replace("/0/", `/${picture.id}/`);
    }
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function tile(picture) {
    const item = document.createElement("li");
    item.className = "library__item";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tile";
    const frame = document.createElement("span");
    frame.className = "tile__frame";
    const image = document.createElement("img");
    image.className = "tile__picture";
    image.src = picture.url;
    image.alt = "";
    image.loading = "lazy";
    frame.append(image);
    const label = document.createElement("span");
    label.className = "tile__name";
    label.textContent = picture.alt || picture.title;
    button.append(frame, label);
    button.addEventListener("click", () => {
      show(picture);
      dialog.close();
      choose.focus();
    });
    item.append(button);
    return item;
  }

  async function look(number) {
    asked += 1;
    const mine = asked;
    const address = `${words.choose}?${new URLSearchParams({ q: search.value, page: number })}`;
    let answer;
    try {
      answer = await (await fetch(address, { credentials: "same-origin" })).json();
    } catch {
      found.textContent = words.failed;
      return;
    }
    if (mine !== asked) {
      return; // more letters were typed meanwhile
    }
    pageNumber = number;
    const tiles = answer.pictures.map(tile);
    if (number === 1) {
      grid.replaceChildren(...tiles);
      found.textContent = tiles.length ? "" : words.nothing;
    } else {
      grid.append(...tiles);
      tiles[0]?.querySelector("button").focus();
    }
    more.hidden = !answer.has_more;
  }

  async function upload(chosen) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", field.closest("form").elements.csrfmiddlewaretoken.value);
    body.append("files", chosen);
    said.textContent = words.uploading;
    try {
      const response = await fetch(words.upload, { method: "POST", body });
      const answer = await response.json();
      said.textContent = answer.errors.map((error) => error.words).join(" ");
      if (answer.pictures.length) {
        show(answer.pictures[0]);
      }
    } catch {
      said.textContent = words.failed;
    }
  }

  choose.addEventListener("click", () => {
    dialog.showModal();
    search.focus();
    look(1);
  });
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look(1), 250);
  });
  more.addEventListener("click", () => look(pageNumber + 1));
  dialog.querySelector("[data-cover-close]").addEventListener("click", () => dialog.close());
  clear.addEventListener("click", () => {
    show(null);
    choose.focus();
  });
  file?.addEventListener("change", () => {
    if (file.files.length) {
      upload(file.files[0]);
      file.value = "";
    }
  });
  document.body.append(dialog); // Enter in its search must not send the form around it
  for (const part of field.querySelectorAll("[data-cover-live]")) {
    part.hidden = false;
  }
  for (const part of field.querySelectorAll("[data-cover-plain]")) {
    part.hidden = true;
  }
  clear.hidden = !input.value;
}

for (const field of document.querySelectorAll("[data-cover]")) {
  start(field);
}
