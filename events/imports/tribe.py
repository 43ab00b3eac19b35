"""The Events Calendar, a plugin of WordPress: when and where its events are held."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.imports.facts import ContactFacts, SessionFacts, VenueFacts
from events.imports.wxr import Post, number_in
from museumsite import zones
from museumsite.fields import one_line

EVENT, VENUE, ORGANIZER = "tribe_events", "tribe_venue", "tribe_organizer"
_OFFSET = re.compile(r"UTC([+-])(\d{1,2})(?:[:.](\d{1,2}))?")


@dataclass
class Directory:
    """The venues and organizers of an export, which events name by number."""

    venues: dict[int, VenueFacts] = field(default_factory=dict)
    organizers: dict[int, ContactFacts] = field(default_factory=dict)

    def add(self, post: Post) -> None:
        name = one_line(post.title)
        if not name:
            return
        if post.kind == VENUE:
            street = [one_line(post.first(key)) for key in ("_VenueAddress", "_VenueZip")]
            self.venues[post.number] = VenueFacts(
                name=name[:250],
                city=one_line(post.first("_VenueCity"))[:100],
                address=", ".join(filter(None, street))[:300],
            )
        else:
            self.organizers[post.number] = ContactFacts(
                name=name[:200],
                phone=one_line(post.first("_OrganizerPhone"))[:60],
                email=_address(post.first("_OrganizerEmail")),
            )


@dataclass
class Held:
    """What an event adds to a post."""

    sessions: list[SessionFacts] = field(default_factory=list)
    organisers: list[str] = field(default_factory=list)
    contact: ContactFacts | None = None
    website: str = ""
    notes: list[str] = field(default_factory=list)


def held(post: Post, directory: Directory) -> Held:
    """When and where the event `post` is held, by whom, and what was left of it."""
    result = Held(website=post.first("_EventURL"))
    for number in post.meta.get("_EventOrganizerID", []):
        if organizer := directory.organizers.get(number_in(number)):
            result.organisers.append(organizer.name)
            if organizer.phone or organizer.email:
                result.contact = result.contact or organizer
    if post.first("_EventRecurrence") not in {"", "a:0:{}"}:
        result.notes.append(_("the event repeats: only its first date was taken"))
    if cost := one_line(post.first("_EventCost")):
        result.notes.append(_("the price “%(cost)s” was left out") % {"cost": cost})
    try:
        session = _session(post, directory, result.notes)
        session.check()
    except ValidationError as error:
        result.notes.append(
            _("no session was made: %(reason)s") % {"reason": " ".join(error.messages)}
        )
    else:
        result.sessions.append(session)
    return result


def _session(post: Post, directory: Directory, notes: list[str]) -> SessionFacts:
    starts, ends = _moment(post.first("_EventStartDate")), _moment(post.first("_EventEndDate"))
    if starts is None:
        raise ValidationError(_("the event has no date"))
    is_whole_day = post.first("_EventAllDay").lower() in {"yes", "1", "true"}
    number = post.first("_EventVenueID")
    if is_whole_day and ends and (ends.hour, ends.minute) == (0, 0) and ends.date() > starts.date():
        ends -= timedelta(days=1)  # midnight is the end of the day before
    last = ends.date() if ends and ends.date() != starts.date() else None
    ends_at = None if is_whole_day or ends is None or ends == starts else ends.time()
    return SessionFacts(
        start_date=starts.date(),
        start_time=None if is_whole_day else starts.time(),
        end_date=last,
        end_time=ends_at,
        zone=_zone(post.first("_EventTimezone"), starts, notes),
        venue=directory.venues.get(number_in(number)),
        is_cancelled=post.first("_tribe_events_status") == "canceled",
    )


def _moment(written: str) -> datetime | None:
    """«2024-09-14 10:00:00», by the clock of the event's zone."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        return None


def _zone(name: str, at: datetime, notes: list[str]) -> str:
    """The IANA zone of a name or of an offset such as «UTC+3»: Russia's where one has it."""
    if zones.is_zone(name):
        return name
    offset = _OFFSET.fullmatch(name)
    if offset:
        sign = 1 if offset[1] == "+" else -1
        typed = timedelta(hours=int(offset[2]), minutes=_minutes(offset[3])) * sign
        for russian in [zones.MOSCOW, *zones.RUSSIAN_ZONES]:
            if ZoneInfo(russian).utcoffset(at) == typed:
                return russian
        whole = f"Etc/GMT{'-' if sign > 0 else '+'}{int(offset[2])}"
        if not _minutes(offset[3]) and zones.is_zone(whole):
            return whole
    if name:
        notes.append(
            _("the time zone “%(name)s” is not known: Moscow time was taken") % {"name": name}
        )
    return zones.MOSCOW


def _minutes(written: str | None) -> int:
    """«UTC+5:30» and «UTC+5.5» are both written."""
    if not written:
        return 0
    return {"5": 30, "50": 30, "25": 15, "75": 45}.get(written, int(written) % 60)


def _address(typed: str) -> str:
    line = one_line(typed)
    return line if "@" in line and len(line) <= 254 else ""
