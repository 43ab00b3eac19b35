"""The list of registrations: what a row says, and how a row is found."""

import re
from typing import Any, Literal

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from museumsite import phones
from museumsite.admin import MomentChangeList
from museumsite.wording import folded, local_moment
from registrations.admin.filters import StandingFilter, name_and_day
from registrations.admin.standing_words import marks_of, seats_words, standing_words
from registrations.models import Participant, Registration
from registrations.queue import Places, places_in_queue

_TYPED_PHONE = re.compile(r"[\d\s()+–-]{5,}")
_LONGEST_QUESTION, _MOST_WORDS = 200, 10
_LINES = SafeString("<br>")


class RegistrationChangeList(MomentChangeList):
    """A page of the list, whose rows know their places in the queue from one query for all."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Those who wait stand in the order in which seats go to them, unless asked otherwise."""
        if self._is_by_queue():
            return ["intake__session__starts_at", "intake", "in_queue", "pk"]
        ordering: list[Any] = super().get_ordering(request, queryset)
        return ordering

    def get_ordering_field_columns(self) -> dict[int, Literal["desc", "asc"]]:
        """No column says that the list is sorted by it when the queue sorts it."""
        return {} if self._is_by_queue() else super().get_ordering_field_columns()

    def _is_by_queue(self) -> bool:
        is_list = self.params.get(StandingFilter.parameter_name) == "waiting"
        return is_list and ORDER_VAR not in self.params

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        waiting = {
            registration.intake_id
            for registration in self.result_list
            if any(person.seat == Participant.Seat.WAITING for person in people_of(registration))
        }
        places = places_in_queue(waiting) if waiting else {}
        for registration in self.result_list:
            registration.places = places


def people_of(registration: Registration) -> list[Participant]:
    """As prefetched, without those who were taken off."""
    everybody = registration.participants.all()
    return [person for person in everybody if person.seat != Participant.Seat.TAKEN_OFF]


def places_of(registration: Registration) -> Places:
    """The places in the queue of its session: what the list knows already, or by one query."""
    known: dict[str, Any] = registration.__dict__
    if "places" not in known:
        known["places"] = places_in_queue([registration.intake_id])
    places: Places = known["places"]
    return places


@admin.display(description=gettext_lazy("contact person, city"), ordering="contact_name")
def contact(registration: Registration) -> SafeString:
    return format_html_join(
        _LINES, "{}", ((line,) for line in (registration.contact_name, registration.city))
    )


@admin.display(description=gettext_lazy("session"), ordering="intake__session__starts_at")
def session_and_day(registration: Registration) -> str:
    return name_and_day(registration.intake)


@admin.display(description=gettext_lazy("submitted"), ordering="submitted_at")
def submitted(registration: Registration) -> str:
    return local_moment(registration.submitted_at, settings.TIME_ZONE)


@admin.display(description=gettext_lazy("state"), ordering="in_queue")
def state(registration: Registration) -> SafeString:
    """The standing, and under it the seats in numbers."""
    people = people_of(registration)
    lines = [
        standing_words(registration, people),
        *seats_words(registration, people, places_of(registration)),
    ]
    return format_html_join(_LINES, "{}", ((line,) for line in lines))


@admin.display(description=gettext_lazy("marks"))
def marks(registration: Registration) -> SafeString:
    return format_html_join(_LINES, "{}", ((mark,) for mark in marks_of(registration)))


def found_by(queryset: QuerySet[Registration], typed: str) -> QuerySet[Registration]:
    """Those in which every typed word stands somewhere, «е» being «ё» and small letters capital.

    A telephone is found in whatever spelling it is asked for.
    """
    phone = _phone_in(typed)
    if phone:
        return queryset.filter(phone__startswith=phone)
    for word in folded(typed[:_LONGEST_QUESTION]).split()[:_MOST_WORDS]:
        queryset = queryset.filter(_anywhere(word))
    return queryset


def _anywhere(word: str) -> Q:
    spelt_either_way = "".join(map(_either_way, word))
    somebody = Participant.objects.filter(
        Q(name_key__contains=word) | Q(email__icontains=word), registration=OuterRef("pk")
    )
    return (
        Q(contact_name__regex=spelt_either_way)
        | Q(museum__regex=spelt_either_way)
        | Q(city__regex=spelt_either_way)
        | Q(email__icontains=word)
        | Q(phone__contains=word)
        | Q(Exists(somebody))
    )


def _either_way(letter: str) -> str:
    """A pattern for a letter of either case: a database may know only Latin capitals."""
    if not letter.isalpha():
        return re.escape(letter)
    return "[еёЕЁ]" if letter == "е" else f"[{letter}{letter.upper()}]"


def _phone_in(typed: str) -> str:
    """The telephone `typed` is, as registrations keep them; empty when it is something else."""
    if not _TYPED_PHONE.fullmatch(typed.strip()):
        return ""
    try:
        return phones.normalised(typed)
    except ValidationError:
        return ""
