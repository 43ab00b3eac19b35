"""What the head of a page says to programs: search engines, messengers, feed readers."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import template
from django.template.base import NodeList, Parser, Token
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from museumsite import languages
from museumsite.pages import absolute, site_name

if TYPE_CHECKING:
    from django.http import HttpRequest

register = template.Library()
_TO_BE_FOUND = {"events", "pages"}  # the namespaces of pages that are everyone's
_LOCALES = {"ru": "ru_RU", "en": "en_US"}
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Links:
    """Where a page is, for good, and where the same is told in other languages."""

    canonical: str
    alternates: list[tuple[str, str]]  # hreflang and address
    locale: str
    other_locales: list[str]


class KeepNode(template.Node):
    """Prints what is inside on one line, and keeps it under a name for the rest of the page."""

    def __init__(self, name: str, is_printed: bool, inside: NodeList) -> None:
        self.name = name
        self.is_printed = is_printed
        self.nodelist = inside

    def render(self, context: template.Context) -> SafeString:
        # Escaped already by the templates that printed it.
        text = mark_safe(_SPACES.sub(" ", self.nodelist.render(context)).strip())  # noqa: S308
        context[self.name] = text
        return text if self.is_printed else SafeString("")


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep head_title %}…{% endkeep %}`; with «unseen» after the name it is not printed."""
    _tag, name, *rest = token.split_contents()
    inside = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(name, "unseen" not in rest, inside)


@register.simple_tag(takes_context=True)
def links_of(context: template.Context, address: str) -> Links | None:
    """The links of the page whose own address, from the root, is `address`.

    None for pages that are not everyone's: forms, secret links. One that gives no address,
    such as the answer to a search, is to be read and not to be found: it links to nothing.
    """
    request: HttpRequest | None = context.get("request")
    match = request.resolver_match if request else None
    if request is None or match is None or match.namespace not in _TO_BE_FOUND:
        return None
    text = languages.text_of(request)
    if not address:
        told, language = {}, get_language() or ""
    elif text is None:
        told = {code: translate_url(address, code) for code in _LOCALES}
        language = get_language() or ""
    else:
        told, language = text.addresses, text.language
    alternates = [(code, absolute(told[code])) for code in told] if len(told) > 1 else []
    if alternates:
        alternates.append(("x-default", absolute(told["ru"])))
    return Links(
        canonical=absolute(told.get(language, address)) if told else "",
        alternates=alternates,
        locale=_LOCALES[language],
        other_locales=[_LOCALES[code] for code in told if code != language],
    )


@register.simple_tag(takes_context=True)
def own_address(context: template.Context) -> str:
    """The page's address without what others have added to it; of a list, with its page."""
    page = context.get("page_obj")
    path: str = context["request"].path if "request" in context else ""
    return f"{path}?page={page.number}" if page and page.number > 1 else path


@register.filter
def without_site(title: str) -> str:
    """A page's title for programs that name the site themselves."""
    return mark_safe(title.removesuffix(format_html(" — {}", site_name())))  # noqa: S308
