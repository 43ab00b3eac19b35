"""Looking at a page before visitors do: now, as it will be, by a link for a director.

A link is a key: it is made once, shown once, and only its hash is kept (design.md, rule 7).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from events.models import Announcement, PreviewLink

SECRET_BYTES = 24  # 192 random bits


@dataclass(frozen=True)
class Preview:
    """What a page says of itself when it is shown to other eyes than visitors'."""

    is_out: bool  # whether visitors see the page themselves, at the moment of the visit
    shown_at: datetime | None = None  # a moment that was chosen; None is the moment of the visit
    works_until: datetime | None = None  # of the link by which it is looked at


def make_link(
    announcement: Announcement,
    *,
    shown_at: datetime | None,
    expires_at: datetime,
    staff: AbstractBaseUser,
) -> str:
    """The secret of a new link, which nothing can tell a second time."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    PreviewLink.objects.create(
        announcement=announcement,
        secret_hash=hash_of(secret),
        shown_at=shown_at,
        expires_at=expires_at,
        staff_id=staff.pk,
    )
    return secret


def living_link(secret: str, at: datetime) -> PreviewLink | None:
    """The link with this secret, unless it is unknown, called back or over at `at`."""
    return PreviewLink.objects.living(at).filter(secret_hash=hash_of(secret)).first()


def hash_of(secret: str) -> str:
    """What is stored and looked up for `secret`."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
