"""Which announcements need a drawn card, and the worker's rounds through them.

A card belongs to what is published or will be and has no cover that could be shared instead.
Every few seconds the worker looks at what was saved since it last looked; every hour at
everything, because a museum's new name or a cover that has become ready saves no announcement.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from events.models import Announcement, Organiser, Session
from events.pictures.cards import Card, card_of, drawn
from events.pictures.places import SHARE

logger = logging.getLogger(__name__)
LOOK_EVERY = timedelta(seconds=10)
SWEEP_EVERY = timedelta(hours=1)
_OVERLAP = timedelta(minutes=2)  # a transaction may be committed later than its rows say
_MAY_BE_IN_WORK = timedelta(hours=1)  # since a file was written
_AT_ONCE = 200  # rows held in memory


class CardRounds:
    """What one worker remembers from one look to the next."""

    def __init__(self, is_stopped: Callable[[], bool] = lambda: False) -> None:
        self._is_stopped = is_stopped
        self._looked_at: datetime | None = None
        self._swept_at: datetime | None = None

    def look(self, at: datetime) -> int:
        """Draw what is due at `at`, if it is time to look; how many were drawn."""
        if self._swept_at is None or at - self._swept_at >= SWEEP_EVERY:
            return self.draw_all(at)
        if self._looked_at is not None and at - self._looked_at < LOOK_EVERY:
            return 0
        since = (self._looked_at or self._swept_at) - _OVERLAP
        self._looked_at = at
        changed = Q(updated_at__gte=since) | Q(
            pk__in=Session.objects.filter(updated_at__gte=since).values("announcement")
        )
        return self._draw(
            Q(changed) | Q(translation_of__in=Announcement.objects.filter(changed)), at
        )

    def draw_all(self, at: datetime) -> int:
        """Look at every announcement, and remove the cards that none of them names."""
        self._looked_at = self._swept_at = at
        drawn_cards = self._draw(Q(), at)
        if not self._is_stopped():
            remove_left_cards()
        return drawn_cards

    def _draw(self, which: Q, at: datetime) -> int:
        number, last = 0, 0
        rows = Announcement.objects.filter(which).select_related("cover").defer("body")
        while not self._is_stopped():
            batch = list(rows.filter(pk__gt=last).order_by("pk")[:_AT_ONCE])
            if not batch:
                break
            last = batch[-1].pk
            number += draw_cards(batch, at, self._is_stopped)
        return number


def draw_cards(
    announcements: list[Announcement], at: datetime, is_stopped: Callable[[], bool] = lambda: False
) -> int:
    """Give each of these the card it should have at `at`, or none; how many were drawn."""
    number = 0
    for announcement, card in cards_of(announcements, at):
        if is_stopped():
            break
        name = card.name(announcement) if card else ""
        if name != announcement.share_card:
            number += _replace(announcement, card, name)
    return number


def cards_of(
    announcements: list[Announcement], at: datetime
) -> Iterable[tuple[Announcement, Card | None]]:
    """Each with what its card should say, in three queries for all of them."""
    originals = {one.pk: one.translation_of_id or one.pk for one in announcements}
    sessions: dict[int, list[Session]] = {}
    for session in Session.objects.filter(announcement__in=originals.values()):
        if not session.is_cancelled:
            sessions.setdefault(session.announcement_id, []).append(session)
    holders: dict[int, list[Organiser]] = {}
    for row in Organiser.objects.filter(announcement__in=originals).select_related("organisation"):
        holders.setdefault(row.announcement_id, []).append(row)
    for one in announcements:
        if not _needs_card(one, at):
            yield one, None
            continue
        card = card_of(
            one,
            sessions.get(originals[one.pk], []),
            [row.organisation for row in holders.get(one.pk, [])],
        )
        yield one, card if card.can_be_drawn() else None


def _needs_card(announcement: Announcement, at: datetime) -> bool:
    if announcement.published_at is None:
        return False
    if announcement.withdrawn_at is not None and announcement.withdrawn_at <= at:
        return False
    cover = announcement.cover
    return cover is None or all(entry["crop"] != SHARE.name for entry in cover.renditions)


def _replace(announcement: Announcement, card: Card | None, name: str) -> bool:
    """Write the new card, name it in the row, remove the old one; whether one was drawn."""
    if card and not default_storage.exists(name):
        default_storage.save(name, ContentFile(drawn(card)))
    # Not `save`: the announcement itself has not changed, nor has a colleague's edit of it.
    same = Announcement.objects.filter(pk=announcement.pk, share_card=announcement.share_card)
    if same.update(share_card=name) and announcement.share_card:
        default_storage.delete(announcement.share_card)
    return card is not None


def remove_left_cards() -> None:
    """Remove the files of announcements that were deleted, or of a worker that died.

    What was written lately another worker may be about to name in its row.
    """
    try:
        folders, _files = default_storage.listdir("cards")
    except FileNotFoundError:
        return
    for folder in folders:
        _folders, files = default_storage.listdir(f"cards/{folder}")
        names = {f"cards/{folder}/{file}" for file in files}
        named = Announcement.objects.filter(share_card__startswith=f"cards/{folder}/")
        for name in names.difference(named.values_list("share_card", flat=True)):
            # By the disk's clock.
            if default_storage.get_modified_time(name) < timezone.now() - _MAY_BE_IN_WORK:
                default_storage.delete(name)
