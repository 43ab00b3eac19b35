"""Secret links in stored letters: a mark stands for each, and is replaced only while sending.

So the outbox, its admin and its dump open no door (design.md, rule 7). A mark names the
registration or the participant whose link it is: `%personal-link:R12%`. Only marks of those
the letter is written to are replaced: whoever types somebody else's mark into a form, as the
name of a museum, gets it back as it was typed.
"""

import re

from django.urls import reverse
from django.utils import translation

from museumsite.pages import absolute
from registrations import links
from registrations.models import Kind, Letter, Participant, Registration

Owner = Registration | Participant
_MARK = re.compile(r"%(personal|address|news)-link:([RP]\d+)%")


def personal_mark(owner: Owner) -> str:
    """Stands where the link to the owner's page goes."""
    return f"%personal-link:{_key(owner)}%"


def address_mark(owner: Owner) -> str:
    """Stands where the link goes by which the address of the letter is confirmed."""
    return f"%address-link:{_key(owner)}%"


def news_mark(owner: Owner) -> str:
    """Stands where the address goes by which the owner ends the news."""
    return f"%news-link:{_key(owner)}%"


def hide_links(text: str, instead: str) -> str:
    """`text` for other eyes: each mark replaced by the words `instead`."""
    return _MARK.sub(lambda _match: instead, text)


class SecretLinks:
    """The links one letter may tell."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.owners = {_key(owner): owner for owner in _owners(letter)}

    def put_into(self, text: str) -> str:
        """`text` with links in place of its marks.

        Raises `LookupError` when one was made with a key that is no longer known.
        """
        with translation.override(self.letter.registration.language):
            return _MARK.sub(self._link, text)

    def _link(self, match: re.Match[str]) -> str:
        page, key = match.groups()
        owner = self.owners.get(key)
        if owner is None:
            return match[0]
        address = [links.secret_for(owner.link_seed, owner.secret_hash or "")]
        if page == "address":
            # Proves that this very address was reached: the sign-up's own page knows no code.
            address.append(links.address_code(owner.link_seed, self.letter.to))
            return absolute(reverse("registrations:confirm_address", args=address))
        return absolute(reverse(f"registrations:{page}", args=address))


def _owners(letter: Letter) -> list[Owner]:
    if letter.kind == Kind.LINKS:
        registrations = Registration.objects.filter(pk__in=letter.facts.get("registrations", []))
        participants = Participant.objects.filter(
            pk__in=letter.facts.get("participants", []), secret_hash__isnull=False
        )
        return [*registrations, *participants]
    return [letter.participant or letter.registration]


def _key(owner: Owner) -> str:
    return f"{'R' if isinstance(owner, Registration) else 'P'}{owner.pk}"
