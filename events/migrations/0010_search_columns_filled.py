"""What is searched of every announcement that is there already.

By the columns of this moment: what is searched later, `rebuild_search` brings in.
"""

from collections import defaultdict

from django.db import migrations

from events import rich_text
from events.search import vocabulary
from events.search.words import line, stem, words_of

BATCH = 200  # announcements


def fill(apps, schema_editor):
    announcements = apps.get_model("events", "Announcement").objects
    last = 0
    while keys := list(
        announcements.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        people = people_of(apps, keys)
        rows = announcements.filter(pk__in=keys).values_list(
            "pk", "title", "lead", "body", "author"
        )
        for pk, title, lead, body, author in rows:
            text = rich_text.plain(body)
            announcements.filter(pk=pk).update(
                search_title=line([title]),
                search_lead=line([lead]),
                search_text=line([text, author]),
                search_people=line(people[pk]),
            )
            know(apps, [title, lead, text, author, *people[pk]])
        last = keys[-1]


def people_of(apps, keys):
    """Names of museums, contacts, places and sessions by announcement, four queries."""
    names = defaultdict(list)
    announcements = apps.get_model("events", "Announcement").objects.filter(pk__in=keys)
    organisers = apps.get_model("events", "Organiser").objects.filter(announcement__in=keys)
    sessions = apps.get_model("events", "Session").objects.filter(announcement__in=keys)
    contact = ("contact__name", "contact__position", "contact__organisation__name")
    for pk, *words in (
        *announcements.values_list("pk", *contact),
        *organisers.values_list("announcement", "organisation__name", "organisation__city"),
        *sessions.values_list("announcement", "title", "venue__name", "venue__city"),
    ):
        names[pk] += [word for word in words if word]
    return names


def know(apps, texts):
    known_words = apps.get_model("events", "KnownWord")
    words = sorted({word for text in texts for word in words_of(text) if vocabulary.is_kept(word)})
    known_words.objects.bulk_create(
        [known_words(word=word, stem=stem(word), **vocabulary.keys_of(word)) for word in words],
        batch_size=500,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0009_search_columns")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
