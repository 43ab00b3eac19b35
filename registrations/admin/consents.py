"""The versions of the consent texts: a new one may be written, an agreed one never changed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from museumsite import moments
from museumsite.admin import MuseumModelAdmin, moment_of_list
from museumsite.templatetags.wording import local_moment, named_moment
from registrations.models import Consent, ConsentText, Purpose


@admin.register(ConsentText)
class ConsentTextAdmin(MuseumModelAdmin):
    fieldsets = [
        (None, {"fields": ["purpose", "title", "body"]}),
        (gettext_lazy("Version"), {"fields": ["version", "valid_from"]}),
        (gettext_lazy("In English"), {"fields": ["title_en", "body_en"]}),
    ]
    list_display = ["title", "purpose", "version", "state", "valid_from_words", "agreed", "preview"]
    list_filter = ["purpose"]
    ordering = ["purpose", "-valid_from", "-pk"]
    search_fields = ["version", "title"]

    # --- The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[ConsentText]:
        """Each with the version in force for the same purpose, and how many have agreed to it."""
        same = ConsentText.objects.filter(
            purpose=OuterRef("purpose"), valid_from__lte=moments.now()
        ).order_by("-valid_from", "-pk")
        agreed = (
            Consent.objects.filter(text=OuterRef("pk"))
            .order_by()
            .values("text")
            .annotate(number=Count("pk"))
            .values("number")
        )
        found: QuerySet[ConsentText] = super().get_queryset(request)
        return found.annotate(
            in_force=Subquery(same.values("pk")[:1]), agreed_number=Coalesce(Subquery(agreed), 0)
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """With a word about each purpose for which the forms have nothing to ask."""
        for words in purposes_without_text(moments.now()):
            self.message_user(request, words, messages.WARNING)
        return super().changelist_view(request, extra_context)

    @admin.display(description=gettext_lazy("now"))
    def state(self, text: ConsentText) -> str:
        if text.__dict__["in_force"] == text.pk:
            return _("in force")
        if text.valid_from > moment_of_list(text):
            return _("not in force yet")
        return _("replaced by a later one")

    @admin.display(description=gettext_lazy("valid from"), ordering="valid_from")
    def valid_from_words(self, text: ConsentText) -> str:
        return local_moment(text.valid_from, settings.TIME_ZONE)

    @admin.display(description=gettext_lazy("consents given"), ordering="agreed_number")
    def agreed(self, text: ConsentText) -> str:
        number: int = text.__dict__["agreed_number"]
        return str(number) if number else ""

    @admin.display(description=gettext_lazy("page"))
    def preview(self, text: ConsentText) -> SafeString:
        return format_html('<a href="{}">{}</a>', text.get_absolute_url(), _("on the site"))

    # --- The page of one

    def get_fieldsets(self, request: HttpRequest, obj: ConsentText | None = None) -> Any:
        fieldsets = [(name, dict(options)) for name, options in super().get_fieldsets(request, obj)]
        if obj is not None:
            fieldsets[0][1]["description"] = _what_it_is(obj)
        return fieldsets

    def get_readonly_fields(
        self, request: HttpRequest, obj: ConsentText | None = None
    ) -> list[str]:
        """A text for another purpose is another text: the old purpose must not be left without."""
        return ["purpose"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: ConsentText | None = None) -> bool:
        """Until somebody has agreed to it: what was agreed to must stay readable as it was."""
        may: bool = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_used())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def purposes_without_text(at: datetime) -> list[str]:
    """A sentence for each purpose that has no text in force at `at`."""
    in_force = ConsentText.objects.all_current(at)
    return [
        _("There is no text in force of the consent: %(purpose)s. The form cannot ask.")
        % {"purpose": purpose.label}
        for purpose in Purpose
        if purpose not in in_force
    ]


def _what_it_is(text: ConsentText) -> str:
    """«Действует сейчас. Согласились 12: изменить его нельзя…»."""
    at = moments.now()
    in_force = ConsentText.objects.all_current(at).get(text.purpose)
    moment = named_moment(text.valid_from, settings.TIME_ZONE)
    if in_force == text:
        words = [_("This is the text that forms ask for now.")]
    elif text.valid_from > at:
        words = [_("Forms will ask for this text from %(moment)s on.") % {"moment": moment}]
    else:
        words = [_("Forms ask for a later text now; this one is kept for those who agreed to it.")]
    number = text.consents.count()
    if number:
        said = ngettext(
            "%(number)d consent has been given to it, so it cannot be changed. To change the"
            " words, add a new version.",
            "%(number)d consents have been given to it, so it cannot be changed. To change the"
            " words, add a new version.",
            number,
        )
        words.append(said % {"number": number})
    return " ".join(words)
