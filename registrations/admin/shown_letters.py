"""A letter as it will be, for a colleague's eyes: in words on the page, with its design apart.

A letter carries its own style, which the admin's policy forbids. So the HTML is an answer of
its own, and its policy names that one style by its hash and allows nothing else at all.
"""

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass

from django import forms
from django.contrib.admin.helpers import AdminForm
from django.http import HttpResponse

from registrations.letters import absolute, hide_links
from registrations.letters.wording import Words

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dataclass(frozen=True)
class ShownLetter:
    """One letter in words, the secret link shown as dots."""

    to: str
    subject: str
    text: str
    html: str

    @classmethod
    def of(cls, words: Words, to: str) -> "ShownLetter":
        dots = absolute("/r/…/")
        html = hide_links(words.html, dots)
        return cls(to, words.subject, hide_links(words.text, dots), html)


def designed(letter: ShownLetter) -> HttpResponse:
    """The letter's own HTML, as an answer that can do nothing but be looked at."""
    hashes = [_hash(style) for style in _STYLE.findall(letter.html)]
    policy = [
        "default-src 'none'",
        " ".join(["style-src", *(hashes or ["'none'"])]),
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    answer = HttpResponse(letter.html)
    answer["Content-Security-Policy"] = "; ".join(policy)
    answer["Cache-Control"] = "no-store, private"
    return answer


def in_rows(form: forms.Form) -> AdminForm:
    """The fields of a form that is no model's, laid out as the admin lays out all others."""
    fieldsets = [(None, {"fields": list(form.fields)})]
    return AdminForm(form, fieldsets, {})  # type: ignore[arg-type]  # it asks for fields alone


def _hash(style: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
