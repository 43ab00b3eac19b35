"""A site in which staff, or whoever stole their password, typed every payload into every field."""

import io
from pathlib import Path
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from events.models import (
    Announcement,
    Category,
    Contact,
    Document,
    Organisation,
    Organiser,
    Picture,
    ProgrammeItem,
    Session,
    Venue,
)
from tests.admin_forms import opened
from tests.payloads import PAYLOADS, chunks
from tests.people import make_staff
from tests.picture_files import picture_file, upload
from tests.reading import parsed
from tests.wordpress_exports import post, written

EVERYTHING = "\n".join(PAYLOADS)
ADD = "/admin/events/announcement/add/"
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n"


def type_everywhere(folder: Path) -> dict[str, Any]:
    """Fill an empty site; the addresses to look at, and the session of a colleague who may."""
    director = make_staff("director", is_superuser=True)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(director)
    fill_the_directory(director)
    fill_the_library(director)
    announce(client)
    read_in(folder)
    return {"addresses": addresses(), "session": client.cookies["sessionid"].value}


def fill_in(director: User, model: Any, files: Any = None, **typed: Any) -> None:
    """A row saved by the admin's own form for `model`, without its page."""
    request = RequestFactory().post("/")
    request.user = director
    page = admin.site.get_model_admin(model)
    form = page.get_form(request)(typed, files)
    assert form.is_valid(), form.errors
    page.save_model(request, form.save(commit=False), form, change=False)


def of(field: str, model: Any, number: int, prefix: str = "") -> str:
    """The text number `number` for a field; all texts together hold every payload."""
    texts = chunks(model._meta.get_field(field).max_length - len(prefix))
    return prefix + texts[number % len(texts)]


def fill_the_directory(director: User) -> None:
    """As many rows as the shortest of their fields needs to hold every payload."""
    for n in range(len(chunks(100))):
        fill_in(director, Category, name=of("name", Category, n), position=n,
                name_en=of("name_en", Category, n), slug=f"rubrika-{n}")  # fmt: skip
        fill_in(director, Organisation, name=of("name", Organisation, n, f"{n} "),
                name_en=of("name_en", Organisation, n), city=of("city", Organisation, n),
                about=EVERYTHING if n == 0 else "")  # fmt: skip
        fill_in(director, Venue, name=of("name", Venue, n), city=of("city", Venue, n),
                address=of("address", Venue, n), directions=EVERYTHING[:5000],
                access_notes=EVERYTHING[:5000])  # fmt: skip
    for n in range(len(chunks(200))):
        fill_in(director, Contact, name=of("name", Contact, n),
                position=of("position", Contact, n))  # fmt: skip


def fill_the_library(director: User) -> None:
    for n, words in enumerate(chunks(200)):
        picture = Picture.objects.create(
            original=picture_file(), sha256=f"{n:064}", width=40, height=30
        )
        for field in ("title", "alt", "caption", "credit"):
            setattr(picture, field, of(field, Picture, n))
        picture.save()
        fill_in(director, Document, {"file": upload(PDF + str(n).encode(), "plan.pdf")},
                title=words)  # fmt: skip


def announce(client: Client) -> None:
    """Announcements written on the admin's page, with sessions and their programmes."""
    page = opened(client, ADD)
    venues, pictures = list(Venue.objects.all()), list(Picture.objects.all())
    documents, contacts = list(Document.objects.all()), list(Contact.objects.all())
    rows = list(zip(Category.objects.all(), Organisation.objects.all(), venues, strict=True))
    for n in range(len(chunks(300))):
        text = EVERYTHING if n == 0 else ""
        figure = (
            f'{text}<figure data-picture="{pictures[n].pk}"><figcaption>{PAYLOADS[n]}</figcaption>'
        )
        file = f'<p><a href="/media/x" data-document="{documents[n].pk}">{PAYLOADS[n]}</a></p>'
        answer = client.post(ADD, {
            **page, "_save": "1", "category": rows[n][0].pk, "contact": contacts[n].pk,
            "title": of("title", Announcement, n), "lead": of("lead", Announcement, n),
            "author": of("author", Announcement, n), "body": figure + file,
            "published_at_0": "01.08.2024", "published_at_1": "12:00", "cover": pictures[n].pk,
        })  # fmt: skip
        assert answer.status_code == 302, parsed(answer.content.decode()).text
        announcement = Announcement.objects.latest("pk")
        for place, (_category, organisation, venue) in enumerate(rows[n * 4 : n * 4 + 4]):
            Organiser.objects.create(announcement=announcement, organisation=organisation)
            session = Session.objects.create(
                announcement=announcement, venue=venue, start_date=timezone.localdate(),
                title=of("title", Session, n + place), title_en=of("title", Session, n + place),
            )  # fmt: skip
            ProgrammeItem.objects.create(
                session=session, title=of("title", ProgrammeItem, n),
                speaker=of("speaker", ProgrammeItem, n),
            )  # fmt: skip


def read_in(folder: Path) -> None:
    """What an old site's export holds: titles and texts, authors, categories, excerpts."""
    items = [
        post(title=words, text=EVERYTHING if n == 0 else words, excerpt=words, creator=words,
             slug=f"old-{n}", categories={f"old-{n}": words[:90]})
        for n, words in enumerate(chunks(280))
    ]  # fmt: skip
    legal = [item.translate({1: None, 12: None}) for item in items]  # XML has no such characters
    call_command(
        "import_wordpress",
        str(written(folder, *legal)),
        verbosity=0,
        stdout=io.StringIO(),
    )


def addresses() -> list[str]:
    """The pages that show what was typed, to visitors and to colleagues."""
    announcements = list(Announcement.objects.filter(sessions__isnull=False).distinct())
    old = Announcement.objects.filter(slug="old-0").get()
    museum = Organisation.objects.filter(announcements__isnull=False).earliest("pk")
    lists = ["announcement", "session", "organisation", "venue", "contact", "category", "picture",
             "document", "programmeitem"]  # fmt: skip
    return [
        "/", "/events/", "/events/?page=2", "/events/?q=x", "/calendar/", "/museums/", "/archive/",
        f"/archive/{old.published_at:%Y/%-m}/", "/feeds/", "/en/", "/en/events/", "/en/museums/",
        museum.get_absolute_url(), old.get_absolute_url(),
        *(one.get_absolute_url() for one in announcements),
        *(f"/admin/events/{name}/" for name in lists if name in registered()),
        f"/admin/events/announcement/{announcements[0].pk}/change/",
        f"/admin/events/announcement/{announcements[0].pk}/history/",
        f"/admin/events/session/{announcements[0].sessions.earliest('pk').pk}/change/",
        f"/admin/events/organisation/{museum.pk}/change/",
    ]  # fmt: skip


def registered() -> set[str | None]:
    return {model._meta.model_name for model in admin.site._registry}
