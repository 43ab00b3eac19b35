"""Writes the demonstration content into an empty database."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.core.files.base import File
from django.db import transaction

from events import rich_text
from events.counterparts import english_draft
from events.models import (
    Announcement,
    Category,
    Contact,
    Organisation,
    Organiser,
    Picture,
    ProgrammeItem,
    Session,
    Venue,
)
from events.pictures.keeping import keep
from events.search import index
from museumsite.pages import site_name
from museumsite.slugs import slug_of
from registrations.demo import archive, coming, directory
from registrations.demo.shapes import Asked, Cover, English, Held, Item, SignUpRules
from registrations.models import Choice, Intake, Question

_PICTURES = Path(__file__).parent / "pictures"


@transaction.atomic
def load_into_empty(at: datetime) -> bool:
    """Load everything, as on the day of `at`; False, and nothing done, if anything was there.

    All or nothing. Nobody is signed up yet: that happens at the desk (`guests.py`).
    """
    if Announcement.objects.exists() or Category.objects.exists():
        return False
    _name_the_site()
    shelves = _Shelves()
    for item in (*archive.PAGE, *coming.coming_items(at)):
        shelves.add(item)
    _keep_old_addresses()
    for _done in index.rebuild():
        pass
    return True


class _Shelves:
    """The directory's rows by name, and the items put on them."""

    def __init__(self) -> None:
        self.categories = {
            name: Category.objects.create(
                name=name, name_en=name_en, slug=slug_of(name), position=position
            )
            for position, (name, name_en) in enumerate(directory.CATEGORIES)
        }
        self.organisations = {
            name: Organisation.objects.create(
                name=name,
                name_en=directory.ORGANISATIONS_IN_ENGLISH[name],
                city=city,
                about=rich_text.from_plain(directory.ABOUT[name]),
            )
            for name, city in directory.ORGANISATIONS.items()
        }
        self.contacts = {
            name: Contact.objects.create(
                name=name,
                position=position,
                organisation=self.organisations[organisation] if organisation else None,
                phone=phone,
                email=email,
            )
            for name, (
                position,
                organisation,
                phone,
                email,
            ) in directory.CONTACTS.items()
        }
        self.venues = {
            name: Venue.objects.create(
                name=name,
                city=city,
                address=address,
                directions=directions,
                access_notes=access_notes,
                **_in_english(name),
            )
            for name, (
                city,
                address,
                directions,
                access_notes,
            ) in directory.VENUES.items()
        }

    def add(self, item: Item) -> None:
        announcement = Announcement.objects.create(
            title=item.title,
            published_at=item.published,
            category=self.categories[item.category],
            lead=item.lead,
            body=rich_text.from_plain(item.body),
            contact=self.contacts[item.contact] if item.contact else None,
            cover=_kept(item.cover) if item.cover else None,
        )
        for position, name in enumerate(item.organisers):
            Organiser.objects.create(
                announcement=announcement,
                organisation=self.organisations[name],
                position=position,
            )
        titles_in_english = iter(item.english.sessions if item.english else ())
        for held in item.sessions:
            title_en = next(titles_in_english, "") if held.title else ""
            self._add_session(announcement, held, title_en)
        if item.english:
            self._translate(announcement, item.english)

    def _translate(self, announcement: Announcement, english: English) -> None:
        """Published together with the original, by the same people."""
        page = english_draft(announcement)
        page.title, page.lead = english.title, english.lead
        page.body = rich_text.from_plain(english.body)
        page.published_at = announcement.published_at
        page.save()
        for row in announcement.organiser_set.all():
            Organiser.objects.create(
                announcement=page, organisation_id=row.organisation_id, position=row.position
            )

    def _add_session(self, announcement: Announcement, held: Held, title_en: str) -> None:
        session = Session.objects.create(
            announcement=announcement,
            title=held.title,
            title_en=title_en,
            zone=held.zone,
            start_date=held.day,
            start_time=held.starts,
            end_time=held.ends,
            mode=held.mode,
            venue=self.venues[held.venue] if held.venue else None,
        )
        for line in held.programme:
            ProgrammeItem.objects.create(session=session, **vars(line))
        if held.sign_up:
            _open_sign_up(session, held.sign_up)


def _in_english(venue: str) -> dict[str, str]:
    """What English pages call a venue, where we know."""
    told = directory.VENUES_IN_ENGLISH.get(venue, ())
    return dict(zip(("name_en", "city_en", "address_en"), told, strict=False))


def _kept(cover: Cover) -> Picture:
    """The picture in the library; the worker makes its renditions while people look around."""
    with (_PICTURES / cover.file).open("rb") as file:
        picture, _is_new = keep(File(file, name=cover.file), title=cover.alt, alt=cover.alt)
    picture.focal_x, picture.focal_y = cover.focus
    picture.save(update_fields=["focal_x", "focal_y"])
    return picture


def _open_sign_up(session: Session, rules: SignUpRules) -> None:
    intake = Intake.objects.create(
        session=session,
        opens_date=rules.opens,
        deadline_date=rules.deadline,
        deadline_time=rules.deadline_time,
        capacity=rules.capacity,
        participants_limit=rules.participants_limit,
        **rules.more,
    )
    known: dict[str, Question] = {}
    for position, asked in enumerate(rules.questions, 1):
        known[asked.text] = _ask(intake, position, asked, known)


def _ask(intake: Intake, position: int, asked: Asked, known: Mapping[str, Question]) -> Question:
    opened_by, choice = asked.after or ("", None)
    earlier = known.get(opened_by)
    question = Question.objects.create(
        intake=intake,
        position=position * 10,
        text=asked.text,
        text_en=asked.text_en,
        hint=asked.hint,
        hint_en=asked.hint_en,
        kind=asked.kind,
        asks=asked.asks,
        is_required=asked.is_required,
        shown_if_question=earlier,
        shown_if_choice=earlier.choices.get(text=choice) if earlier and choice else None,
    )
    for number, (text, text_en, places) in enumerate(asked.choices, 1):
        Choice.objects.create(
            question=question, position=number, text=text, text_en=text_en, places=places
        )
    return question


def _keep_old_addresses() -> None:
    """The two addresses readers of the real announcement were given lead to its pages."""
    announcement = Announcement.objects.get(slug=slug_of(archive.STRATEGIC_SESSION.title))
    intake = Intake.objects.get(session__announcement=announcement)
    for old_path, page in (
        (f"{archive.OLD_NEWS_FOLDER}{announcement.slug}", announcement),
        (archive.OLD_FORM_ADDRESS, intake),
    ):
        Redirect.objects.create(
            site_id=settings.SITE_ID,
            old_path=old_path,
            new_path=page.get_absolute_url(),
        )


def _name_the_site() -> None:
    """The list of redirects names the site they belong to: by its address, not «example.com»."""
    longest = Site._meta.get_field("name").max_length
    Site.objects.update_or_create(
        pk=settings.SITE_ID,
        defaults={
            "domain": urlsplit(settings.SITE_URL).netloc,
            "name": site_name()[:longest],
        },
    )
