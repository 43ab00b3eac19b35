"""What may stand in braces in the words of a letter, and how it is put in.

Colleagues write the words of letters in Russian, so the names are Russian, in the default
words and in English letters as well: one thing, one name. Substitution is a single pass:
what is put in is never looked at again, so a museum called «{ссылка}» stays just that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from museumsite.wording import no_orphans
from registrations.models import Kind

_PLACEHOLDER = re.compile(r"\{\s*([^{}\s]+)\s*\}")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_STANDING = {
    Kind.RECEIVED,
    Kind.CONFIRMED,
    Kind.WAITING,
    Kind.PROMOTED,
    Kind.OFFERED,
    Kind.APPROVED,
    Kind.CORRECTED,
    Kind.PARTICIPANT,
    Kind.REMINDER,
    Kind.UNFINISHED,
    Kind.CHANGED,
    Kind.MESSAGE,
}
_OVER = {
    Kind.OFFER_LAPSED,
    Kind.LIST_CLOSED,
    Kind.DECLINED,
    Kind.CANCELLED,
    Kind.ADDRESS_LAPSED,
}
_WITH_END = {Kind.OFFERED, Kind.ADDRESS_CHECK, Kind.ADDRESS_REMINDER, Kind.UNFINISHED}


@dataclass(frozen=True)
class Link:
    """A value that leads somewhere: printed in a text, a link in HTML."""

    address: str


Value = str | Link


@dataclass(frozen=True)
class Placeholder:
    """One name in braces: what it says, and in which letters. `kinds` None: in all."""

    name: str
    means: str | Promise
    kinds: frozenset[Kind] | None = None

    @property
    def typed(self) -> str:
        return f"{{{self.name}}}"

    def belongs_to(self, kind: str) -> bool:
        return self.kinds is None or kind in self.kinds


_ABOUT_ONE = frozenset(set(Kind) - {Kind.LINKS})

PLACEHOLDERS = (
    Placeholder("имя", gettext_lazy("the name of the person the letter is for"), _ABOUT_ONE),
    Placeholder("мероприятие", gettext_lazy("what is held"), _ABOUT_ONE),
    Placeholder("когда", gettext_lazy("day and time, the clock named"), _ABOUT_ONE),
    Placeholder("где", gettext_lazy("the venue with its address, or «online»"), _ABOUT_ONE),
    Placeholder("участники", gettext_lazy("the names of the participants"), _ABOUT_ONE),
    Placeholder("музей", gettext_lazy("the museum that signed up"), _ABOUT_ONE),
    Placeholder("заявитель", gettext_lazy("the contact person of the registration"), _ABOUT_ONE),
    Placeholder("состояние", gettext_lazy("where the registration stands, a sentence"), _ABOUT_ONE),
    Placeholder("ссылка", gettext_lazy("the person's own secret link"), _ABOUT_ONE),
    Placeholder("контакт", gettext_lazy("who answers questions: name, phone, e-mail"), _ABOUT_ONE),
    Placeholder("места", gettext_lazy("how many seats, «2 seats»"), frozenset(_STANDING)),
    Placeholder(
        "номер",
        gettext_lazy("the place on the waiting list"),
        frozenset({Kind.WAITING, Kind.APPROVED, Kind.PARTICIPANT}),
    ),
    Placeholder("срок", gettext_lazy("until when to answer, «until …»"), frozenset(_WITH_END)),
    Placeholder("недостаёт", gettext_lazy("what is still missing"), frozenset({Kind.UNFINISHED})),
    Placeholder(
        "слова", gettext_lazy("the colleague's words to the declined"), frozenset({Kind.DECLINED})
    ),
    Placeholder(
        "остальные",
        gettext_lazy("that the others of the registration keep theirs, if so; a sentence"),
        frozenset(_OVER),
    ),
    Placeholder(
        "выбывшие",
        gettext_lazy("how many have left by themselves, if so; a sentence"),
        frozenset({Kind.CORRECTED}),
    ),
    Placeholder(
        "форма", gettext_lazy("the address of the form while it is open"), frozenset(_OVER)
    ),
    Placeholder(
        "подключение",
        gettext_lazy("the link for those online who have seats"),
        frozenset({Kind.REMINDER}),
    ),
    Placeholder(
        "проезд",
        gettext_lazy("how to get to the venue"),
        frozenset({Kind.CONFIRMED, Kind.REMINDER}),
    ),
)


def placeholders_of(kind: str) -> list[Placeholder]:
    """What may stand in the words of letters of this kind, in the order of the table."""
    return [placeholder for placeholder in PLACEHOLDERS if placeholder.belongs_to(kind)]


def check_placeholders(kind: str, text: str) -> None:
    """Raises `ValidationError` for a name in braces that letters of `kind` do not know."""
    allowed = placeholders_of(kind)
    names = {_plain(placeholder.name) for placeholder in allowed}
    params = {"allowed": ", ".join(placeholder.typed for placeholder in allowed)}
    for match in _PLACEHOLDER.finditer(text):
        if _plain(match[1]) not in names:
            raise ValidationError(
                _("This letter knows no %(typed)s. It knows: %(allowed)s."),
                code="placeholder",
                params={**params, "typed": match[0]},
            )
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        raise ValidationError(
            _("A brace has no pair. What is put in is written so: %(allowed)s."),
            code="brace",
            params=params,
        )


def in_subject(text: str, values: Mapping[str, Value]) -> str:
    """One line, whatever was put in: a line break here would begin a header of its own."""
    filled = _PLACEHOLDER.sub(lambda match: _printed(match, values), text)
    return " ".join("".join(mark if mark.isprintable() else " " for mark in filled).split())


def paragraphs_in_text(text: str, values: Mapping[str, Value]) -> list[str]:
    """The paragraphs, without those in which something put in has nothing to say."""
    return [
        _PLACEHOLDER.sub(lambda match: _printed(match, values), no_orphans(paragraph))
        for paragraph in _spoken(text, values)
    ]


def paragraphs_in_html(text: str, values: Mapping[str, Value]) -> list[SafeString]:
    """The same for HTML: everything escaped, addresses as links."""
    return [_html(no_orphans(paragraph), values) for paragraph in _spoken(text, values)]


def _spoken(text: str, values: Mapping[str, Value]) -> list[str]:
    paragraphs = _PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
    return [
        paragraph.strip()
        for paragraph in paragraphs
        if paragraph.strip() and all(map(bool, _put_in(paragraph, values)))
    ]


def _put_in(paragraph: str, values: Mapping[str, Value]) -> list[Value]:
    names = (_plain(match[1]) for match in _PLACEHOLDER.finditer(paragraph))
    return [values[name] for name in names if name in values]


def _printed(match: re.Match[str], values: Mapping[str, Value]) -> str:
    value = _value(match, values)
    return value.address if isinstance(value, Link) else value


def _value(match: re.Match[str], values: Mapping[str, Value]) -> Value:
    """What is put in here; «Смирнова А. П.» brings the full stop of the sentence along."""
    value = values.get(_plain(match[1]), match[0])
    is_stopped_twice = match.string[match.end() :].startswith(".") and str(value).endswith(".")
    return value[:-1] if is_stopped_twice and isinstance(value, str) else value


def _html(paragraph: str, values: Mapping[str, Value]) -> SafeString:
    parts: list[str] = []
    end = 0
    for match in _PLACEHOLDER.finditer(paragraph):
        before, value = paragraph[end : match.start()], _value(match, values)
        parts += [urlize(before, autoescape=True), _value_in_html(value)]
        end = match.end()
    parts.append(urlize(paragraph[end:], autoescape=True))
    return _with_line_breaks(parts)


def _value_in_html(value: Value) -> str:
    if isinstance(value, Link):
        return format_html('<a href="{}">{}</a>', value.address, value.address)
    return conditional_escape(value)


def _with_line_breaks(parts: list[str]) -> SafeString:
    """Every part is escaped already: `urlize` and `format_html` did it."""
    joined = "".join(parts).replace("\r\n", "\n").replace("\n", "<br>\n")
    return mark_safe(joined)  # noqa: S308  see above


def _plain(name: str) -> str:
    """«Ссылка», «ссылка»; «недостает» without its dots: one name."""
    return name.casefold().replace("ё", "е")
