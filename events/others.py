"""«Другие события»: what to read after an announcement."""

from datetime import datetime

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from events.models import Announcement, AnnouncementQuerySet, Organiser


def others_like(
    announcement: Announcement, *, language: str, at: datetime, number: int
) -> AnnouncementQuerySet:
    """Up to `number` others out at `at`: of its category and a museum of its first.

    Then what shares one of the two, then the rest; among equals the newest. Never itself, nor
    the same page in the other language. Two queries, this one and that of the answer: the first
    finds the newest of each kind by an index, so that no site is too large to be put in order.
    """
    museums = Organiser.objects.filter(announcement=announcement).values("organisation")
    held_by_them = Organiser.objects.filter(organisation__in=museums)
    same_museum = Q(pk__in=held_by_them.values("announcement"))
    same_category = Q(category=announcement.category_id)
    others = (
        Announcement.objects.published(at)
        .for_readers_of(language, at)
        .exclude(pk__in=[announcement.pk, announcement.translation_of_id or announcement.pk])
        .exclude(translation_of=announcement.pk)
        .newest_first()
    )
    kinds = [same_category & same_museum, same_category, same_museum, Q()]
    newest = [_keys(others.filter(kind)[:number]) for kind in kinds]
    keys = newest[0].union(*newest[1:])
    shares_museum = Exists(held_by_them.filter(announcement=OuterRef("pk")))
    distance = Case(
        When(Q(shares_museum) & same_category, then=Value(0)),
        When(Q(shares_museum) | same_category, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = Announcement.objects.filter(pk__in=list(keys)).for_cards()
    return found.order_by(distance, "-published_at", "-pk")[:number]


def _keys(found: AnnouncementQuerySet) -> "QuerySet[Announcement, int]":
    """Of the rows of `found`, which has a limit: within a query of its own, for the union."""
    rows = Announcement.objects.filter(pk__in=found.values("pk"))
    return rows.order_by().values_list("pk", flat=True)
