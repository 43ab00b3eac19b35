"""What people read about a sign-up. Nothing is decided here: `state.py` has the answer."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Session
from museumsite import wording, zones
from registrations.models import Intake
from registrations.state import Facts, State, StateName, state_of


@dataclass(frozen=True)
class SignUp:
    """One intake at one moment, ready for a page, a letter or an admin column."""

    intake: Intake
    facts: Facts
    state: State
    at: datetime

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
                return _("All seats are taken; one can join the waiting list")

    @property
    def deadline_words(self) -> str:
        """«до 19 августа включительно, по московскому времени»."""
        intake, zone = self.intake, zones.in_words(self.session.zone, self.facts.closes_at)
        today = self.at.astimezone(ZoneInfo(self.session.zone)).date()
        same_year = intake.deadline_date.year == today.year
        day = (wording.day_and_month if same_year else wording.day_with_year)(intake.deadline_date)
        if intake.deadline_time is None:
            return _("until %(day)s inclusive, %(zone)s") % {"day": day, "zone": zone}
        return _("until %(time)s on %(day)s, %(zone)s") % {
            "time": wording.clock(intake.deadline_time),
            "day": day,
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
        """«осталось 7 мест из 50» when seats are limited, else empty."""
        left = self.seats_left
        if left is None:
            return ""
        return ngettext(
            "%(left)d seat of %(capacity)d left", "%(left)d seats of %(capacity)d left", left
        ) % {"left": left, "capacity": self.capacity}

    def _last_day(self) -> str:
        return self._day_and_time(self.intake.deadline_date, self.intake.deadline_time)

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


def sign_up_of(intake: Intake, at: datetime) -> SignUp:
    """The sign-up of `intake` at the moment `at`; one query unless seats are counted already."""
    facts = intake.facts()
    return SignUp(intake=intake, facts=facts, state=state_of(facts, at), at=at)
