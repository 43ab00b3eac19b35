"""What stands below a registration on its page: all of it to read."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from museumsite.admin import ReadOnlyInline
from museumsite.wording import local_moment
from registrations.admin.history_words import change_words, what_words, who_words
from registrations.admin.letters import state_words
from registrations.admin.registration_list import places_of
from registrations.admin.standing_words import place_of
from registrations.letters import may_send_again
from registrations.models import Answer, Consent, HistoryLine, Letter, Participant, Registration
from registrations.models.consent import Purpose
from registrations.shown import answer_words

_LINES = SafeString("<br>")


def _local(moment: datetime | None, registration: Registration | None) -> str:
    """By the session's clock; the empty row Django makes beside the others has neither."""
    if moment is None or registration is None:
        return ""
    return local_moment(moment, registration.intake.session.zone)


class RowsOfRegistration(BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable
    """Rows that know the registration they stand below, so that none asks for it again."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        for row in rows:
            row.registration = self.instance
        return rows


class ParticipantInline(ReadOnlyInline, admin.TabularInline):  # type: ignore[type-arg]  # the same
    model = Participant
    formset = RowsOfRegistration
    fields = readonly_fields = ("who", "position", "mode", "has_seat", "own_email", "ticket_code")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participant]:
        return super().get_queryset(request).prefetch_related("consents")

    @admin.display(description=gettext_lazy("full name"))
    def who(self, participant: Participant) -> str:
        return participant.name or _("the name comes later")

    @admin.display(description=gettext_lazy("seat"))
    def has_seat(self, participant: Participant) -> str:
        """«в листе ожидания, № 4», «предложено место, ответ до 3 сентября 2024, 12:00»."""
        registration = participant.registration
        words = str(participant.get_seat_display())
        place = place_of(registration, participant, places_of(registration))
        if place is not None:
            number = _("No. %(place)d") % {"place": place}
            return f"{words}, {number}"
        if participant.seat == Participant.Seat.OFFERED:
            until = _local(participant.offered_until, registration)
            return _("%(words)s, answer by %(until)s") % {"words": words, "until": until}
        return words

    @admin.display(description=gettext_lazy("own e-mail and consent"))
    def own_email(self, participant: Participant) -> SafeString | str:
        if not participant.email:
            return ""
        given = any(
            consent.purpose == Purpose.PROCESSING and consent.withdrawn_at is None
            for consent in participant.consents.all()
        )
        words = _("consent given") if given else _("no consent yet")
        return format_html("{}<br>{}", participant.email, words)


class AnswerInline(ReadOnlyInline, admin.TabularInline):  # type: ignore[type-arg]  # the same
    model = Answer
    formset = RowsOfRegistration
    fields = readonly_fields = ("question", "answered_by", "answered")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        found: QuerySet[Answer] = super().get_queryset(request)
        return found.select_related("question", "participant").prefetch_related("chosen__choice")

    @admin.display(description=gettext_lazy("who"))
    def answered_by(self, answer: Answer) -> str:
        return str(answer.participant) if answer.participant else _("for the registration")

    @admin.display(description=gettext_lazy("answer"))
    def answered(self, answer: Answer) -> SafeString | str:
        words = answer_words(answer)
        if not answer.file:
            return words
        address = reverse(
            "admin:registrations_registration_file", args=[answer.registration_id, answer.pk]
        )
        return format_html('<a href="{}">{}</a>', address, words or _("file"))


class LetterInline(ReadOnlyInline, admin.TabularInline):  # type: ignore[type-arg]  # the same
    model = Letter
    formset = RowsOfRegistration
    fields = readonly_fields = ("letter", "to", "state", "when", "again")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return super().get_queryset(request).defer("body_text", "body_html", "calendar")

    @admin.display(description=gettext_lazy("letter"))
    def letter(self, letter: Letter) -> SafeString:
        address = reverse("admin:registrations_letter_change", args=[letter.pk])
        return format_html('<a href="{}">{}</a>', address, letter)

    @admin.display(description=gettext_lazy("state"))
    def state(self, letter: Letter) -> SafeString:
        lines = [state_words(letter)]
        if letter.failed_at or letter.bounced_at:
            lines.append(letter.last_error)
        return format_html_join(_LINES, "{}", ((line,) for line in lines if line))

    @admin.display(description=gettext_lazy("when"))
    def when(self, letter: Letter) -> str:
        return _local(letter.sent_at or letter.queued_at, letter.registration)

    @admin.display(description=gettext_lazy("by hand"))
    def again(self, letter: Letter) -> SafeString | str:
        """A button of the page's own form, which leads elsewhere."""
        if not may_send_again(letter):
            return ""
        address = reverse(
            "admin:registrations_registration_letter", args=[letter.registration_id, letter.pk]
        )
        return format_html(
            '<button class="button" type="submit" formaction="{}">{}</button>',
            address,
            _("Send again"),
        )


class HistoryInline(ReadOnlyInline, admin.TabularInline):  # type: ignore[type-arg]  # the same
    model = HistoryLine
    formset = RowsOfRegistration
    fields = readonly_fields = ("when", "what", "whom", "seats_change", "waiting_change")

    def get_queryset(self, request: HttpRequest) -> QuerySet[HistoryLine]:
        return super().get_queryset(request).select_related("staff")

    @admin.display(description=gettext_lazy("when"))
    def when(self, line: HistoryLine) -> str:
        return _local(line.at, line.registration)

    @admin.display(description=gettext_lazy("what"))
    def what(self, line: HistoryLine) -> SafeString:
        return format_html_join(_LINES, "{}", ((words,) for words in what_words(line)))

    @admin.display(description=gettext_lazy("who"))
    def whom(self, line: HistoryLine) -> str:
        return who_words(line)

    @admin.display(description=gettext_lazy("seats"))
    def seats_change(self, line: HistoryLine) -> str:
        return change_words(line.seats)

    @admin.display(description=gettext_lazy("waiting list"))
    def waiting_change(self, line: HistoryLine) -> str:
        return change_words(line.waiting)


class ConsentInline(ReadOnlyInline, admin.TabularInline):  # type: ignore[type-arg]  # the same
    model = Consent
    formset = RowsOfRegistration
    fields = readonly_fields = ("given_by", "purpose", "text", "given", "address", "withdrawn")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Consent]:
        return super().get_queryset(request).select_related("text", "participant")

    @admin.display(description=gettext_lazy("who"))
    def given_by(self, consent: Consent) -> str:
        return str(consent.participant) if consent.participant else _("the contact person")

    @admin.display(description=gettext_lazy("given"))
    def given(self, consent: Consent) -> str:
        return _local(consent.given_at, consent.registration)

    @admin.display(description=gettext_lazy("withdrawn"))
    def withdrawn(self, consent: Consent) -> str:
        return _local(consent.withdrawn_at, consent.registration)
