"""Secret links in stored letters: a mark stands for each, and is replaced only while sending.

So the outbox, its admin and its dump open no door (design.md, rule 7). A mark names the
registration or the participant whose link it is: `%personal-link:R12%`. Only marks of those
the letter is written to are replaced: whoever types somebody else's mark into a form, as the
name of a museum, gets it back as it was typed.
"""

import re
from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from registrations import links
from registrations.models import Kind, Letter, Participant, Registration

_MARK = re.compile(r"%(personal|news)-link:([RP]\d+)%")
_PAGES = {"personal": "registrations:personal", "news": "registrations:news"}


def absolute(address: str) -> str:
    """`address` of this site as a letter needs it."""
    return f"{settings.SITE_URL}{address}"


def personal_mark(owner: Registration | Participant) -> str:
    """Stands where the link to the owner's page goes."""
    return f"%personal-link:{_key(owner)}%"


def news_mark(owner: Registration | Participant) -> str:
    """Stands where the address goes by which the owner ends the news."""
    return f"%news-link:{_key(owner)}%"


def hide_links(text: str, instead: str) -> str:
    """`text` for other eyes: each mark replaced by the words `instead`."""
    return _MARK.sub(lambda _match: instead, text)


def put_links(text: str, secrets: Mapping[str, str], language: str) -> str:
    """`text` with the links of those in `secrets` in place of their marks."""

    def link(match: re.Match[str]) -> str:
        page, key = match.groups()
        if key not in secrets:
            return match[0]
        return absolute(reverse(_PAGES[page], args=[secrets[key]]))

    with translation.override(language):
        return _MARK.sub(link, text)


def secrets_for(letter: Letter) -> dict[str, str]:
    """The secrets that `letter` may tell, as far as its texts ask for them, by their marks' keys.

    Raises `LookupError` when a link was made with a key that is no longer known.
    """
    text = letter.body_text + letter.body_html
    wanted = {match[2] for match in _MARK.finditer(text)}
    if letter.kind == Kind.NEWS:
        wanted.add(_key(letter.participant or letter.registration))
    return {
        _key(owner): links.secret_for(owner.link_seed, owner.secret_hash or "")
        for owner in _owners(letter)
        if _key(owner) in wanted
    }


def _owners(letter: Letter) -> list[Registration | Participant]:
    """Whose links this letter may hold."""
    if letter.kind == Kind.LINKS:
        registrations = Registration.objects.filter(pk__in=letter.facts.get("registrations", []))
        participants = Participant.objects.filter(
            pk__in=letter.facts.get("participants", []), secret_hash__isnull=False
        )
        return [*registrations, *participants]
    return [letter.participant or letter.registration]


def _key(owner: Registration | Participant) -> str:
    return f"{'R' if isinstance(owner, Registration) else 'P'}{owner.pk}"
