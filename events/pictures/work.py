"""The worker's step: claim a picture, make what it lacks, write down what came of it.

A picture is claimed with a lease and a commit, worked on with no transaction open, and then
written only if the lease is still this worker's. Who dies in between leaves a lease that ends:
another begins anew. Nothing is public before the row names it, nothing is removed before the
row names something else.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from events.models import Picture
from events.pictures import private_storage
from events.pictures.keeping import save_rendition
from events.pictures.making import Wanted, made, missing
from events.pictures.reading import read
from museumsite import moments

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)  # the largest picture takes one on a slow machine
PAUSE = timedelta(minutes=1)  # after a failure that is not the picture's, times the attempts
MOST_ATTEMPTS = 5


class Stopped(Exception):
    """The worker is asked to end: what it has begun is begun anew by another."""


class LeaseLost(Exception):
    """The picture is another worker's now, or was changed or deleted meanwhile."""


def make_next(is_stopped: Callable[[], bool] = lambda: False) -> bool:
    """Claim one picture that waits and make its renditions; whether there was one."""
    picture = claim(moments.now())
    if picture is None:
        return False
    lease = picture.claimed_until
    try:
        _finish(picture, *_made(picture, is_stopped))
    except Stopped:
        _write(picture, claimed_until=None, attempts=picture.attempts - 1)
    except LeaseLost:
        logger.info("picture %d: changed while its renditions were made", picture.pk)
    except FileNotFoundError:
        _give_up(picture, Picture.Trouble.GONE)
    except ValidationError:  # it could be read when it was uploaded
        _give_up(picture, Picture.Trouble.DAMAGED)
    except Exception as error:  # a full disk, a store that is away: later, and never all day
        logger.exception("picture %d: %s", picture.pk, type(error).__name__)
        again = moments.now() + PAUSE * 2**picture.attempts
        Picture.objects.filter(pk=picture.pk, claimed_until=lease).update(claimed_until=again)
    return True


def claim(at: datetime) -> Picture | None:
    """One picture that waits, leased to this worker; another worker passes it by.

    Looks before it takes a turn at writing: an idle worker keeps nobody waiting on SQLite.
    """
    waiting = Picture.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=at), state=Picture.State.WAITING
    ).order_by("pk")
    while waiting.exists():
        with transaction.atomic(durable=True):
            picture = waiting.select_for_update(skip_locked=True).first()
            if picture is None:
                return None
            if picture.attempts < MOST_ATTEMPTS:
                picture.attempts += 1
                picture.claimed_until = at + LEASE
                picture.save(update_fields=["attempts", "claimed_until"])
                return picture
            _give_up(picture, Picture.Trouble.GAVE_UP)
    return None


def _made(
    picture: Picture, is_stopped: Callable[[], bool]
) -> tuple[list[dict[str, Any]], list[tuple[Wanted, bytes]]]:
    """The entries that stay, and the content of the new files; a few megabytes in all."""
    # A media folder that was lost is made anew from the originals (`make_renditions --all`).
    there = [entry for entry in picture.renditions if default_storage.exists(entry["name"])]
    picture.renditions = there
    kept, lacking = missing(picture)
    if not lacking:
        return kept, []
    with private_storage().open(picture.original.name or "") as file:
        found = read(file)
    new = []
    for wanted, content in zip(lacking, made(found.image, found.size, lacking), strict=True):
        if is_stopped():
            raise Stopped
        new.append((wanted, content))
    return kept, new


def _finish(picture: Picture, kept: list[dict[str, Any]], new: list[tuple[Wanted, bytes]]) -> None:
    """Write the new files, name them in the row, and remove those that it names no more."""
    token = secrets.token_hex(16)
    written: list[dict[str, Any]] = []
    try:
        for wanted, content in new:
            written.append(wanted.entry(save_rendition(content, wanted, token)))
        outcome = {
            "state": Picture.State.READY,
            "renditions": kept + written,
            "claimed_until": None,
            "attempts": 0,
            "trouble": "",
            "updated_at": moments.now(),
        }
        if not _write(picture, **outcome):
            raise LeaseLost
    except Exception:
        _remove(written)
        raise
    named = {entry["name"] for entry in kept}
    _remove([entry for entry in picture.renditions if entry["name"] not in named])


def _write(picture: Picture, **outcome: Any) -> bool:
    """Write down what became of it, unless it is this worker's no more; whether it was."""
    mine = Picture.objects.filter(pk=picture.pk, claimed_until=picture.claimed_until)
    return mine.update(**outcome) == 1


def _give_up(picture: Picture, trouble: str) -> None:
    """Tell the editor, and go on with the others. What it has to show stays."""
    logger.warning("picture %d cannot be made ready: %s", picture.pk, trouble)
    _write(picture, state=Picture.State.BROKEN, trouble=trouble, claimed_until=None)


def _remove(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        default_storage.delete(entry["name"])
