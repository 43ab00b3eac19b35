"""The outbox, to look into: what was written to whom, and whether it has left."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from museumsite import moments
from museumsite.admin import MuseumModelAdmin
from registrations import letters
from registrations.models import Letter


def state_words(letter: Letter) -> str:
    """«отправлено», «вернулось», «в очереди», «в очереди, попыток: 3», «не доставлено»."""
    if letter.bounced_at is not None:
        return _("came back")
    if letter.sent_at is not None:
        return _("sent off")
    if letter.failed_at is not None:
        return _("not delivered")
    if letter.attempts:
        return _("waiting, tries: %(number)d") % {"number": letter.attempts}
    return _("waiting")


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", gettext_lazy("waiting")),
            ("sent", gettext_lazy("sent off")),
            ("failed", gettext_lazy("not delivered")),
            ("bounced", gettext_lazy("came back")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> Any:
        match self.value():
            case "waiting":
                return queryset.filter(sent_at__isnull=True, failed_at__isnull=True)
            case "sent":
                return queryset.filter(sent_at__isnull=False, bounced_at__isnull=True)
            case "failed":
                return queryset.filter(failed_at__isnull=False)
            case "bounced":
                return queryset.filter(bounced_at__isnull=False)
        return queryset


@admin.register(Letter)
class LetterAdmin(MuseumModelAdmin):
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "registration_link",
                    "participant",
                    "kind",
                    "to",
                    "reply_to",
                    "subject",
                    "text",
                ]
            },
        ),
        (
            gettext_lazy("Sending"),
            {
                "fields": [
                    "state",
                    "queued_at",
                    "worded_at",
                    "attempts",
                    "send_after",
                    "sent_at",
                    "bounced_at",
                    "last_error",
                ]
            },
        ),
    ]
    readonly_fields = ["registration_link", "text", "state"]
    list_display = ["to", "letter", "state", "queued_at"]
    list_filter = [StateFilter, "kind"]
    search_fields = ["to", "subject", "registration__museum", "registration__contact_name"]
    actions = ["send_again"]
    search_help_text = gettext_lazy("Address, subject, museum or contact person.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return super().get_queryset(request).defer("body_html")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("registrations.change_registration")

    @admin.action(description=gettext_lazy("Try to send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        """Put letters that were not delivered, or came back, into the queue again."""
        number = letters.send_again(queryset, moments.now())
        words = ngettext(
            "%(number)d letter is in the queue again.",
            "%(number)d letters are in the queue again.",
            number,
        )
        self.message_user(request, words % {"number": number})

    @admin.display(description=gettext_lazy("letter"), ordering="subject")
    def letter(self, letter: Letter) -> str:
        """Its subject; its kind as long as it is not put into words."""
        return str(letter)

    @admin.display(description=gettext_lazy("state"))
    def state(self, letter: Letter) -> str:
        return state_words(letter)

    @admin.display(description=gettext_lazy("registration"))
    def registration_link(self, letter: Letter) -> SafeString:
        address = reverse("admin:registrations_registration_change", args=[letter.registration_id])
        return format_html('<a href="{}">{}</a>', address, letter.registration)

    @admin.display(description=gettext_lazy("text"))
    def text(self, letter: Letter) -> str:
        """As it was written; the secret link is the participant's alone."""
        if letter.worded_at is None:
            return _("It is put into words when it is sent.")
        return letters.hide_links(letter.body_text, _("[here stands the participant's own link]"))
