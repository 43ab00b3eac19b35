// Pictures and videos: chosen, described, put into the text; and described anew later.

import { ask, field } from "./dialog.js";
import { el } from "./dom.js";
import { shelf } from "./shelf.js";

// The dialogs for one editor. `site` says: urls, token, accept, words.
export function figures(site) {
  const { words } = site;

  // Choose a picture of the library or upload one; then `then(picture)`.
  function choosePicture(then, waiting = []) {
    let dialog;
    const content = shelf({
      name: "pictures",
      urls: site.urls.pictures,
      token: site.token,
      words: { ...words.server, ...words.shelf, ...words.pictures },
      accept: site.accept.pictures,
      card: (picture) => [
        el("img", { src: picture.url, alt: "", loading: "lazy" }),
        el("span", { class: "rich-text-shelf__name" }, picture.title || picture.alt),
      ],
      choose: (picture) => {
        dialog.close();
        then({
          picture: String(picture.id),
          src: picture.url,
          alt: picture.alt,
          caption: picture.caption,
          credit: picture.credit,
        });
      },
      waiting,
    });
    dialog = ask({ title: words.pictures.title, words, content, isWide: true });
  }

  function put(editor, attributes, isNew) {
    if (isNew) {
      editor.chain().focus().putFigure(attributes).run();
    } else {
      editor.chain().focus().updateAttributes("figure", attributes).run();
    }
  }

  function describePicture(editor, attributes, isNew) {
    const alt = field({
      label: words.figure.alt,
      hint: words.figure.altHint,
      value: attributes.alt,
      rows: 2,
      maxlength: 300,
      focus: true,
    });
    const caption = field({ label: words.figure.caption, value: attributes.caption, rows: 2, maxlength: 500 });
    const credit = field({
      label: words.figure.credit,
      hint: words.figure.creditHint,
      value: attributes.credit,
      maxlength: 200,
    });
    const typed = () => ({
      alt: tidy(alt.input.value),
      caption: tidy(caption.input.value),
      credit: tidy(credit.input.value),
    });
    ask({
      title: words.figure.picture,
      words,
      submit: isNew ? words.figure.insert : words.figure.save,
      content: [
        el("img", { src: attributes.src || null, alt: "", class: "rich-text-dialog__picture" }),
        alt.dom,
        caption.dom,
        credit.dom,
      ],
      actions: [
        {
          words: words.figure.another,
          run: () =>
            choosePicture((chosen) => describePicture(editor, { ...attributes, ...chosen }, isNew)),
        },
      ],
      onSubmit: () => put(editor, { ...attributes, ...typed(), video: "" }, isNew),
    });
  }

  function describeVideo(editor, attributes, isNew) {
    const address = field({
      label: words.videoDialog.address,
      hint: words.videoDialog.addressHint,
      value: attributes.video,
      type: "url",
      maxlength: 1000,
      inputmode: "url",
      focus: true,
    });
    const caption = field({ label: words.figure.caption, value: attributes.caption, rows: 2, maxlength: 500 });
    const credit = field({ label: words.figure.credit, value: attributes.credit, maxlength: 200 });
    const typed = () => ({
      video: address.input.value.trim(),
      caption: tidy(caption.input.value),
      credit: tidy(credit.input.value),
    });
    const still = attributes.picture
      ? el("img", { src: attributes.src || null, alt: "", class: "rich-text-dialog__picture" })
      : el("p", { class: "rich-text-dialog__hint" }, words.videoDialog.noStill);
    ask({
      title: words.videoDialog.title,
      words,
      submit: isNew ? words.figure.insert : words.figure.save,
      content: [address.dom, still, caption.dom, credit.dom],
      actions: [
        {
          words: attributes.picture ? words.videoDialog.anotherStill : words.videoDialog.still,
          run: () => {
            const kept = typed();
            choosePicture(({ picture, src, alt }) =>
              describeVideo(editor, { ...attributes, ...kept, picture, src, alt }, isNew),
            );
          },
        },
      ],
      onSubmit: () => {
        if (!isVideo(typed().video)) {
          address.input.setAttribute("aria-invalid", "true");
          address.input.focus();
          return words.videoDialog.wrong;
        }
        return put(editor, { ...attributes, ...typed() }, isNew);
      },
    });
  }

  const chosen = (editor) => (editor.isActive("figure") ? editor.getAttributes("figure") : null);
  const nothing = { video: "", picture: "", src: "", alt: "", caption: "", credit: "" };

  return {
    // The button «picture»: the one that is selected, or a new one.
    picture(editor) {
      const figure = chosen(editor);
      if (figure && !figure.video) {
        describePicture(editor, figure, false);
      } else {
        choosePicture((picture) => describePicture(editor, { ...nothing, ...picture }, true));
      }
    },
    video(editor) {
      const figure = chosen(editor);
      if (figure?.video) {
        describeVideo(editor, figure, false);
      } else {
        describeVideo(editor, nothing, true);
      }
    },
    edit(editor) {
      const figure = chosen(editor);
      if (figure.video) describeVideo(editor, figure, false);
      else describePicture(editor, figure, false);
    },
    // Pictures that were pasted or dropped as files.
    take(editor, files) {
      choosePicture((picture) => describePicture(editor, { ...nothing, ...picture }, true), files);
    },
  };
}

const tidy = (typed) => typed.replace(/\s+/g, " ").trim();

// As `is_video` in `events/rich_text/vocabulary.py`: an https page without a password or a port.
function isVideo(address) {
  if (/[\s<>"\\]/.test(address) || address.length > 1000) return false;
  try {
    const url = new URL(address);
    return url.protocol === "https:" && !url.username && !url.password && !url.port;
  } catch {
    return false;
  }
}
