"""Ways to narrow the list of registrations."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, pgettext_lazy

from museumsite import wording
from registrations.models import Intake, Registration

SESSIONS_TO_CHOOSE_FROM = 30


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


class CancelledFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("accepted", pgettext_lazy("registrations", "accepted")),
            ("cancelled", pgettext_lazy("registrations", "cancelled")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> Any:
        match self.value():
            case "accepted":
                return queryset.filter(cancelled_at__isnull=True)
            case "cancelled":
                return queryset.filter(cancelled_at__isnull=False)
        return queryset


def name_and_day(intake: Intake) -> str:
    """The session of `intake` as a list names it: «Съезд музеев, 14 сентября 2024»."""
    session = intake.session
    return f"{session.name}, {wording.day(session.start_date)}"
