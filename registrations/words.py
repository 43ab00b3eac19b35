"""What people read about a sign-up. Nothing is decided here: `state.py` has the answer."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Session
from museumsite import wording, zones
from registrations.models import Grace, Intake, Participant
from registrations.state import Facts, Room, State, StateName, state_of


@dataclass(frozen=True)
class RoomWords:
    """The seats of one way to attend, in words."""

    room: Room
    has_list: bool  # whether one can wait for a seat now

    @property
    def mode(self) -> str:
        return self.room.mode

    @property
    def is_free(self) -> bool:
        return self.room.is_free

    @property
    def takes_forms(self) -> bool:
        """Whether a newcomer finds a seat or a place on the waiting list."""
        return self.is_free or self.has_list

    @property
    def label(self) -> str:
        return str(Participant.Mode(self.mode).label)

    @property
    def choice_words(self) -> str:
        """«очно — осталось 3 места»: the way to attend as a form offers it."""
        if self.is_free and self.room.left is None:
            return self.label
        words = self._left() if self.is_free else self._none_left()
        return _("%(way)s — %(words)s") % {"way": self.label, "words": words}

    @property
    def words(self) -> str:
        """«в зале осталось 3 места из 50», «онлайн — без ограничения»."""
        left, is_online = self.room.left, self.mode == Participant.Mode.ONLINE
        if not self.is_free:
            none = _("online: %(words)s") if is_online else _("in the hall: %(words)s")
            return none % {"words": self._none_left()}
        if left is None:
            return _("online without a limit") if is_online else _("in the hall without a limit")
        if is_online:
            words = ngettext(
                "online %(left)d place of %(capacity)d left",
                "online %(left)d places of %(capacity)d left",
                left,
            )
        else:
            words = ngettext(
                "in the hall %(left)d seat of %(capacity)d left",
                "in the hall %(left)d seats of %(capacity)d left",
                left,
            )
        return words % {"left": left, "capacity": self.room.capacity}

    def _left(self) -> str:
        left = self.room.left or 0
        return ngettext("%(left)d seat left", "%(left)d seats left", left) % {"left": left}

    def _none_left(self) -> str:
        if not self.has_list:
            return _("no seats left")
        if self.room.waiting == 0:
            return _("no seats left, one can wait")
        return _("no seats left, %(people)s") % {"people": people_wait(self.room.waiting)}


def people_wait(number: int) -> str:
    """«ждут 4»."""
    return ngettext("%(number)d waits", "%(number)d wait", number) % {"number": number}


@dataclass(frozen=True)
class SignUp:
    """One intake at one moment, ready for a page, a letter or an admin column.

    With a `grace` it is as the holder of that personal link finds it.
    """

    intake: Intake
    facts: Facts
    state: State
    at: datetime
    grace: Grace | None = None

    @property
    def session(self) -> Session:
        return self.intake.session

    @property
    def url(self) -> str:
        return self.intake.get_absolute_url()

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    @property
    def takes_forms(self) -> bool:
        """Whether a form sent now is accepted: for a seat or for the waiting list."""
        return self.state.takes_forms

    @property
    def must_wait(self) -> bool:
        """Whether a form sent now joins the waiting list."""
        return self.state.name is StateName.WAITING

    @property
    def rooms(self) -> list[RoomWords]:
        """One for each way to attend, the hall first."""
        has_list = self.facts.has_waiting_list and self.facts.promotes_at(self.at)
        return [RoomWords(room, has_list) for room in self.facts.rooms]

    @property
    def capacity(self) -> int | None:
        return self.facts.capacity

    @property
    def seats_left(self) -> int | None:
        return self.facts.seats_left

    @property
    def words(self) -> str:
        """The state in one sentence."""
        match self.state.name:
            case StateName.CANCELLED:
                return _("The session is cancelled")
            case StateName.CLOSED:
                return _("Sign-up closed on %(day)s") % {"day": self._last_day()}
            case StateName.SOON:
                return _("Sign-up opens on %(day)s") % {"day": self._first_day()}
            case StateName.FULL:
                return _("No free seats are left")
            case StateName.OPEN:
                return _("Sign-up is open")
            case StateName.WAITING:
                words = _("All seats are taken; one can join the waiting list")
                waiting = self.facts.waiting
                return f"{words}, {people_wait(waiting)}" if waiting else words

    @property
    def deadline_words(self) -> str:
        """«до 19 августа включительно, по московскому времени»."""
        day, wall_time = self._deadline()
        zone = zones.in_words(self.session.zone, self.facts.closes_at)
        today = self.at.astimezone(ZoneInfo(self.session.zone)).date()
        same_year = day.year == today.year
        words = (wording.day_and_month if same_year else wording.day_with_year)(day)
        if wall_time is None:
            return _("until %(day)s inclusive, %(zone)s") % {"day": words, "zone": zone}
        return _("until %(time)s on %(day)s, %(zone)s") % {
            "time": wording.clock(wall_time),
            "day": words,
            "zone": zone,
        }

    @property
    def time_left_words(self) -> str:
        """«осталось 6 дней» while one can sign up, else empty."""
        if self.state.name not in {StateName.OPEN, StateName.WAITING, StateName.FULL}:
            return ""
        return wording.time_left(self.facts.closes_at, self.at)

    @property
    def elsewhere(self) -> list[dict[str, str]]:
        """The closing moment on Russia's other clocks: zone in words, and when."""
        moment = self.facts.closes_at
        return [
            {"zone": zones.in_words(zone, moment), "words": wording.until(moment, zone)}
            for zone in zones.other_russian_zones(self.session.zone, moment)
        ]

    @property
    def seats_words(self) -> str:
        """«осталось 7 мест из 50», or each room of two; empty when there is nothing to say."""
        rooms = self.rooms
        if len(rooms) > 1:
            is_limited = any(room.room.capacity is not None for room in rooms)
            mark = "; " if self.facts.waiting else ", "  # who waits stands after a comma already
            return mark.join(room.words for room in rooms) if is_limited else ""
        left = self.seats_left
        if left is None or not any(room.is_free for room in rooms):
            return ""
        return ngettext(
            "%(left)d seat of %(capacity)d left", "%(left)d seats of %(capacity)d left", left
        ) % {"left": left, "capacity": self.capacity}

    def _deadline(self) -> tuple[date, time | None]:
        """The last day as staff typed it, and the time if they did."""
        if self.grace and self.grace.until >= self.intake.closes_at:
            return self.grace.until_date, self.grace.until_time
        return self.intake.deadline_date, self.intake.deadline_time

    def _last_day(self) -> str:
        return self._day_and_time(*self._deadline())

    def _first_day(self) -> str:
        return self._day_and_time(self.intake.opens_date, self.intake.opens_time)

    def _day_and_time(self, of: date, wall_time: time | None) -> str:
        day = wording.day_with_year(of)
        if wall_time is None:
            return day
        return _("%(day)s at %(time)s, %(zone)s") % {
            "day": day,
            "time": wording.clock(wall_time),
            "zone": zones.in_words(self.session.zone, self.facts.closes_at),
        }


def sign_up_of(intake: Intake, at: datetime, grace: Grace | None = None) -> SignUp:
    """The sign-up of `intake` at the moment `at`; one query unless seats are counted already."""
    facts = intake.facts()
    if grace:
        facts = facts.closing_no_earlier_than(grace.until)
    return SignUp(intake=intake, facts=facts, state=state_of(facts, at), at=at, grace=grace)
