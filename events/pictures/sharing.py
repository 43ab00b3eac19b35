"""The picture a link to an announcement is shared with (OpenGraph)."""

from dataclasses import dataclass

from django.core.files.storage import default_storage

from events.models import Announcement
from events.pictures.places import SHARE
from events.pictures.shown import MEDIA_TYPES, url_of

CARD_SIZE = (1200, 630)  # pixels, which messengers and social networks ask for


@dataclass(frozen=True)
class SharePicture:
    url: str  # on this site, from the root
    width: int
    height: int
    type: str


def share_picture(announcement: Announcement) -> SharePicture | None:
    """The cover cut around its focal point, or the drawn card; None until the worker made one."""
    cover = announcement.cover
    for entry in cover.renditions if cover else ():
        if entry["crop"] == SHARE.name:
            media_type = MEDIA_TYPES[entry["format"]]
            return SharePicture(url_of(entry), entry["width"], entry["height"], media_type)
    if announcement.share_card:
        url = default_storage.url(announcement.share_card)
        return SharePicture(url, *CARD_SIZE, "image/png")
    return None
