"""The words colleagues give to the letters of one intake, and the default ones they begin from."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from museumsite import moments
from registrations.letters.wording import default_words
from registrations.models import Intake, Kind, LetterWording, Registration

LANGUAGES = settings.LANGUAGES
# Links are asked for by an address, about all its registrations: no intake's own letter.
WORDED_KINDS = tuple(kind for kind in Kind if kind != Kind.LINKS)


def own_words(intake: Intake, kind: str, language: str) -> LetterWording | None:
    """The words a colleague gave to this kind of letter; None when the default ones are sent."""
    return intake.wordings.filter(kind=kind, language=language).first()


def default_words_in(kind: str, language: str) -> tuple[str, str]:
    """Subject and text of this kind of letter as the site has them, in `language`."""
    with translation.override(language):
        return default_words(kind)


def words_now(intake: Intake, kind: str, language: str) -> tuple[str, str]:
    """Subject and text that letters of this kind have now: a colleague's or the default ones."""
    own = own_words(intake, kind, language)
    return (own.subject, own.body) if own else default_words_in(kind, language)


def set_own_words(intake: Intake, kind: str, language: str, subject: str, body: str) -> None:
    """Let letters of this kind say this. The default words are no own ones: none are kept then.

    So they follow when the site's own words are bettered, and a participant with an address
    of their own gets those that are meant for participants.
    """
    default_subject, default_body = default_words_in(kind, language)
    if _plain(subject) == _plain(default_subject) and _plain(body) == _plain(default_body):
        intake.wordings.filter(kind=kind, language=language).delete()
        return
    LetterWording.objects.update_or_create(
        intake=intake,
        kind=kind,
        language=language,
        defaults={"subject": subject, "body": body},
    )


def example_registration(intake: Intake, language: str) -> Registration:
    """An invented one to show a letter with, where nobody has signed up yet; never saved.

    Its key is of no row, so that nobody's participants are found for it.
    """
    with translation.override(language):
        return Registration(
            pk=0,
            intake=intake,
            language=language,
            contact_name=_("Anna Smirnova"),
            contact_position=_("director"),
            museum=_("Museum of Local History"),
            city=_("Novosibirsk"),
            email="smirnova@museum.example",
            submitted_at=moments.now(),
        )


def _plain(words: str) -> list[str]:
    """The words alone: a form's field keeps neither line breaks of a kind nor hard spaces."""
    return words.split()
