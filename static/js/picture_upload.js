/* Many pictures at once: chosen or dropped, each with its progress and its own answer. Without
   this the form sends its files as any form does. */

function start(form) {
  const words = form.dataset;
  const zone = form.querySelector("[data-zone]");
  const input = form.querySelector('input[type="file"]');
  const answers = form.querySelector("[data-answers]");
  const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
  const most = Number(words.most) * 1024 * 1024;
  let queue = Promise.resolve();

  function row(file) {
    const item = document.createElement("li");
    item.className = "upload__answer";
    const name = document.createElement("span");
    name.className = "upload__name";
    name.textContent = file.name;
    const progress = document.createElement("progress");
    progress.className = "upload__progress";
    progress.max = 1;
    progress.value = 0;
    progress.setAttribute("aria-label", file.name);
    const said = document.createElement("span");
    said.className = "upload__said";
    item.append(name, progress, said);
    answers.append(item);
    return { item, progress, said };
  }

  function refuse(shown, text) {
    shown.progress.remove();
    shown.item.classList.add("upload__answer--refused");
    shown.said.textContent = text;
  }

  function accept(shown, picture) {
    shown.progress.remove();
    const image = document.createElement("img");
    image.className = "upload__picture";
    image.src = picture.url;
    image.alt = "";
    shown.item.prepend(image);
    shown.said.textContent = `${picture.is_new ? words.wordsDone : words.wordsKnown} — `;
    const link = document.createElement("a");
    link.href = words.page.replace("/0/", `/${picture.id}/`);
    link.textContent = words.wordsDescribe;
    shown.said.append(link);
  }

  function send(file, shown) {
    return new Promise((resolve) => {
      if (file.size > most) {
        refuse(shown, words.wordsLarge);
        resolve();
        return;
      }
      const body = new FormData();
      body.append("csrfmiddlewaretoken", token);
      body.append("files", file);
      const request = new XMLHttpRequest();
      request.open("POST", words.upload);
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) {
          // The last of it is the server's looking at the picture.
          shown.progress.value = 0.95 * (event.loaded / event.total);
        }
      });
      request.addEventListener("load", () => {
        const answer = request.status === 200 ? request.response : null;
        if (!answer) {
          refuse(shown, words.wordsRefused);
        } else if (answer.errors.length) {
          refuse(shown, answer.errors[0].words);
        } else {
          accept(shown, answer.pictures[0]);
        }
        resolve();
      });
      request.addEventListener("error", () => {
        refuse(shown, words.wordsFailed);
        resolve();
      });
      request.send(body);
    });
  }

  function take(files) {
    for (const file of files) {
      const shown = row(file);
      queue = queue.then(() => send(file, shown)); // one after another: the server decodes one
    }
    if (files.length) {
      form.querySelector("[data-after]").hidden = false;
    }
  }

  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("upload__zone--over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    zone.addEventListener(kind, () => zone.classList.remove("upload__zone--over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  input.required = false;
  form.querySelector("[data-send]").hidden = true;
  form.querySelector("[data-drop-words]").hidden = false;
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  start(form);
}
