"""What stands below a registration on its page: all of it to read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from museumsite.admin import ReadOnlyInline
from registrations.admin.letters import state_words
from registrations.models import Consent, HistoryLine, Letter, Participant


class ParticipantInline(ReadOnlyInline, admin.TabularInline):  # type: ignore[type-arg]
    model = Participant
    fields = ["name", "position", "mode"]


class HistoryInline(ReadOnlyInline, admin.TabularInline):  # type: ignore[type-arg]
    model = HistoryLine
    fields = readonly_fields = ("at", "verb", "by", "seats")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HistoryLine]:
        return super().get_queryset(request).select_related("staff")

    @admin.display(description=gettext_lazy("who"))
    def by(self, line: HistoryLine) -> str:
        if line.staff is None:
            return _("the participant")
        return line.staff.get_full_name() or line.staff.get_username()


class LetterInline(ReadOnlyInline, admin.TabularInline):  # type: ignore[type-arg]
    model = Letter
    fields = readonly_fields = ("kind", "to", "letter", "state")

    @admin.display(description=gettext_lazy("subject"))
    def letter(self, letter: Letter) -> SafeString:
        address = reverse("admin:registrations_letter_change", args=[letter.pk])
        return format_html('<a href="{}">{}</a>', address, letter.subject)

    @admin.display(description=gettext_lazy("state"))
    def state(self, letter: Letter) -> str:
        return state_words(letter)


class ConsentInline(ReadOnlyInline, admin.TabularInline):  # type: ignore[type-arg]
    model = Consent
    fields = ["text", "given_at", "address"]
