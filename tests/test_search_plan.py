"""100,000 announcements on PostgreSQL: what a visitor asks is answered by an index."""

import json

import pytest
from django.db import connection

from events.models import Announcement
from events.search import Question, matching, ranked
from tests.make import AT, make_announcement, make_category

MANY = 100_000
# Every row has two words of its own and some of many others, in a text longer than a page keeps.
_FILL = """
    INSERT INTO events_announcement (
        title, slug, category_id, language, published_at, updated_at, is_typeset, share_card,
        lead, body, author, search_title, search_lead, search_text, search_people
    )
    SELECT
        'Событие ' || n, 'n' || n, %s, 'ru', %s::timestamptz - n * interval '1 hour', now(),
        true, '', 'Коротко.', '', '', ' событ|ие ' || n || '| ', ' коротк|о ',
        ' слов' || n %% 1000 || '| слов' || n %% 7 || '| текст|а ',
        ' музе|я город' || n %% 300 || '| '
    FROM generate_series(1, %s) AS n
"""

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


@pytest.fixture
def crowded_shelf(db):
    """One announcement that is looked for, among `MANY` others."""
    make_announcement("Музей Победы проведёт сессию", lead="Регистрация открыта.")
    with connection.cursor() as cursor:
        cursor.execute(_FILL, [make_category().pk, AT, MANY])
        cursor.execute("ANALYZE events_announcement")


def nodes(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def plan_of(found):
    return list(nodes(json.loads(found.explain(format="json"))[0]["Plan"]))


def is_answered_by_the_index(found):
    """Whether the words are looked up in the index, and worked out for no row."""
    plan = plan_of(found)
    indexes = {node.get("Index Name") for node in plan}
    is_read_row_by_row = any("to_tsvector" in node.get("Filter", "") for node in plan)
    return "events_announcement_search" in indexes and not is_read_row_by_row


@pytest.mark.usefixtures("crowded_shelf")
def test_a_search_among_a_hundred_thousand_uses_the_index():
    readable = Announcement.objects.published(AT).for_readers_of("ru", AT)

    for asked in ("музеи победы", "сессией", "регистрац", "событие 777", "о", "слов3 город7"):
        question = Question.of(asked)
        found = matching(readable, question)
        for wanted in (
            ranked(found, question).for_cards()[:12],
            found.filter(published_at__year=2024, category__slug="anonsyi")[:12],
            found.order_by()[:1201],
            found.order_by()[:1],
        ):
            assert is_answered_by_the_index(wanted), wanted.explain()

    assert [page.title for page in matching(readable, "музеи победы")] == [
        "Музей Победы проведёт сессию"
    ]
    newest = Announcement.objects.published(AT).for_readers_of("en", AT).newest_first()
    plan = plan_of(newest.for_cards()[1188:1200])
    walked = {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"}
    assert "events_announcement" not in walked
