"""Ways to narrow the list of registrations."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, pgettext_lazy

from museumsite import moments, wording
from registrations.admin.matters import anybody, matter_named
from registrations.models import Intake, Participant, Registration

SESSIONS_TO_CHOOSE_FROM = 30
Seat = Participant.Seat


class SessionFilter(admin.SimpleListFilter):
    """The latest sessions one can sign up for, and the one that is chosen, however old."""

    title = gettext_lazy("session")
    parameter_name = "intake"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        intakes = Intake.objects.select_related("session__announcement").defer(
            "session__announcement__body", "session__announcement__search_text"
        )
        shown = list(intakes.order_by("-session__starts_at", "-pk")[:SESSIONS_TO_CHOOSE_FROM])
        chosen = self._chosen()
        if chosen is not None and chosen not in {intake.pk for intake in shown}:
            shown += intakes.filter(pk=chosen)
        return [(str(intake.pk), name_and_day(intake)) for intake in shown]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> Any:
        if not self.value():
            return queryset
        chosen = self._chosen()
        return queryset.none() if chosen is None else queryset.filter(intake=chosen)

    def _chosen(self) -> int | None:
        """The key in the address; None for what no key can be."""
        value = str(self.used_parameters.get(self.parameter_name) or "")
        return int(value) if value.isdecimal() and len(value) < 19 else None


class StandingFilter(admin.SimpleListFilter):
    """Where registrations stand: by what anybody of them has, as a column says it in numbers."""

    title = gettext_lazy("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("confirmed", pgettext_lazy("registrations", "confirmed")),
            ("pending", pgettext_lazy("registrations", "await a decision")),
            ("waiting", pgettext_lazy("registrations", "on the waiting list")),
            ("offered", pgettext_lazy("registrations", "are offered seats")),
            ("over", pgettext_lazy("registrations", "over: cancelled, declined")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> Any:
        living = Q(cancelled_at__isnull=True)
        match self.value():
            case "confirmed":
                elsewhere = anybody(Seat.WAITING) | anybody(Seat.OFFERED)
                undecided = anybody(Seat.PENDING) & ~anybody(Seat.SEATED)
                return queryset.filter(living & ~elsewhere & ~undecided)
            case "pending":
                return queryset.filter(living & anybody(Seat.PENDING))
            case "waiting":
                return queryset.filter(living & anybody(Seat.WAITING))
            case "offered":
                return queryset.filter(living & anybody(Seat.OFFERED))
            case "over":
                return queryset.filter(~living)
        return queryset


class MarkFilter(admin.SimpleListFilter):
    """By the marks in the last column."""

    title = gettext_lazy("mark")
    parameter_name = "mark"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("repeat", gettext_lazy("possible repeat")),
            ("bounced", gettext_lazy("letters come back")),
            ("unconfirmed", gettext_lazy("address not confirmed")),
            ("unlisted", gettext_lazy("museum not in the directory")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> Any:
        living = queryset.filter(cancelled_at__isnull=True)
        match self.value():
            case "repeat":
                return living.filter(is_possible_repeat=True)
            case "bounced":
                return living.filter(bounced_at__isnull=False)
            case "unconfirmed":
                return living.filter(
                    address_check_until__isnull=False, address_confirmed_at__isnull=True
                )
            case "unlisted":
                return living.filter(organisation__isnull=True)
        return queryset


class MatterFilter(admin.SimpleListFilter):
    """The list behind a number of «Сегодня»; not offered beside the others."""

    title = gettext_lazy("today")
    parameter_name = "matter"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        matter = matter_named(self.used_parameters.get(self.parameter_name))
        return [(matter.name, matter.words)] if matter else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> Any:
        matter = matter_named(self.value())
        return queryset.filter(matter.about(moments.now())) if matter else queryset


def name_and_day(intake: Intake) -> str:
    """The session of `intake` as a list names it: «Съезд музеев, 14 сентября 2024»."""
    session = intake.session
    return f"{session.name}, {wording.day(session.start_date)}"
