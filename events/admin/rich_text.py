"""Rich text in the admin: the editor in place of a field, and the text itself for readers.

The field is a textarea of HTML; `static/js/rich_text/editor.js` puts the editor in its place.
What it needs comes in one attribute, because the policy of the site allows no inline script.
"""

import json
import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events import documents
from events.admin.rich_text_words import words
from events.models import Document, Picture
from events.pictures.reading import ACCEPT as ACCEPT_PICTURES
from events.pictures.shown import preview_url
from events.rich_text import cleaned, from_plain, without_unwanted
from events.rich_text.shown import file_facts, shown

_BUNDLE = "django_prose_editor/editor.js"  # Tiptap as a ready module; of the package only that
STYLE = [
    "css/tokens.css",
    "css/components/prose.css",
    "css/components/figure.css",
    "css/components/table.css",
    "css/components/file_link.css",
    "css/admin_rich_text.css",
]
_MARKUP = re.compile(r"</?[A-Za-z]")
_DOCUMENTS = re.compile(r'data-document="([0-9]{1,10})"')
_PICTURES = re.compile(r'data-picture="([0-9]{1,10})"')


class RichTextWidget(forms.Textarea):
    """A textarea that knows what the editor needs to take its place."""

    class Media:
        css = {"all": STYLE}
        js = [
            forms.Script("js/rich_text/editor.js", type="module"),
            forms.Script("js/sent_once.js", type="module"),
        ]

    def __init__(self, longest: int) -> None:
        super().__init__({"class": "vLargeTextField", "rows": 20})
        self.longest = longest

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        attributes = context["widget"]["attrs"]
        # It would cut off silently what is pasted; the field says that it is too much.
        attributes.pop("maxlength", None)
        attributes["data-rich-text"] = json.dumps(self._site(value or ""), ensure_ascii=False)
        return context

    def _site(self, html: str) -> dict[str, Any]:
        """What the editor must know: addresses, limits, words, facts that `html` only names."""
        files = Document.objects.in_bulk({int(key) for key in _DOCUMENTS.findall(html)})
        pictures = Picture.objects.in_bulk({int(key) for key in _PICTURES.findall(html)})
        return {
            "bundle": static(_BUNDLE),
            "longest": self.longest,
            "words": words(self.longest),
            "facts": {key: file_facts(document) for key, document in files.items()},
            "previews": {
                key: {"url": preview_url(picture), "alt": picture.alt}
                for key, picture in pictures.items()
            },
            "accept": {"pictures": ACCEPT_PICTURES, "documents": documents.ACCEPT},
            "urls": {
                kind: {
                    door: reverse(f"admin:events_{model}_{door}") for door in ("choose", "upload")
                }
                for kind, model in (("pictures", "picture"), ("documents", "document"))
            },
        }


class RichTextField(forms.CharField):
    """HTML as it came; the model cleans it when it is saved, so an error loses nothing."""

    def __init__(self, **kwargs: Any) -> None:
        longest = kwargs["max_length"]
        kwargs["widget"] = RichTextWidget(longest)
        super().__init__(**kwargs)
        self.error_messages["max_length"] = _(
            "The text is too long: %(show_value)d characters with its markup, %(limit_value)d"
            " fit. Shorten it or put a part of it on another page."
        )

    def to_python(self, value: Any) -> str:
        """Without scripts the field is bare, and people type paragraphs into it, not HTML."""
        text = without_unwanted(super().to_python(value) or "")
        is_plain = len(text) <= self.widget.longest and not _MARKUP.search(text)
        return from_plain(text) if is_plain else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another text would be kept: the editor writes the same one a little otherwise."""
        return cleaned(initial or "") != cleaned(self.to_python(data))


class RichTextFields(BaseModelAdmin):  # type: ignore[type-arg]  # not subscriptable
    """The fields named in `rich_text` have the editor; who may only look sees the text."""

    rich_text: str

    class Media:
        css = {"all": STYLE}  # for those who may only look, too

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == self.rich_text:
            kwargs["form_class"] = RichTextField
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, {**options, "fields": [self._for_readers(one) for one in options["fields"]]})
            for name, options in fieldsets
        ]

    @admin.display(description=_("text"))
    def text_shown(self, row: models.Model) -> SafeString:
        return format_html('<div class="prose">{}</div>', shown(getattr(row, self.rich_text)))

    def _for_readers(self, field: Any) -> Any:
        """Django prints the HTML of a field that may not be changed."""
        return "text_shown" if field == self.rich_text else field
