"""Writing to a group of one session's people: words, then the real letter and their number."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from museumsite import moments
from museumsite.admin import MuseumModelAdmin, moment_of_list
from museumsite.templatetags.wording import local_moment
from registrations import mailings
from registrations.admin.filters import SessionFilter, name_and_day
from registrations.admin.mailing_form import MailingForm, is_form_key, new_form_key
from registrations.admin.mailing_parts import (
    DefaultWordsShown,
    chosen_before,
    chosen_intake,
    letter_rows,
    letter_shown,
    page_of,
)
from registrations.admin.mailing_words import is_awaited, sent_words, when_words
from registrations.admin.shown_letters import designed, in_rows
from registrations.letters.wording import PLACEHOLDERS
from registrations.models import Intake, Mailing
from registrations.own_words import words_now
from registrations.refusals import Busy
from registrations.views.answers import SeeOther

SESSIONS_TO_CHOOSE_FROM = 30
# What no list of messages or sessions needs of an announcement.
_LONG_TEXTS = ("session__announcement__body", "session__announcement__search_text")
_LONG_TEXTS_OF_MAILINGS = tuple(f"intake__{name}" for name in _LONG_TEXTS)


class KindFilter(admin.SimpleListFilter):
    """The kinds a colleague may write, not those the desk and the clock write."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.value, kind.label) for kind in mailings.KINDS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mailing]) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Mailing)
class MailingAdmin(MuseumModelAdmin):
    change_form_template = "admin/registrations/mailing/change_form.html"
    fieldsets = [
        (None, {"fields": ["session", "kind", "group", "number", "states"]}),
        (gettext_lazy("What was written"), {"fields": ["subject", "body"]}),
        (gettext_lazy("By whom and when"), {"fields": ["written_by", "when"]}),
    ]
    readonly_fields = ["session", "number", "states", "when"]
    list_display = ["what", "kind", "session_and_day", "group", "number", "when", "author"]
    list_filter = [KindFilter, SessionFilter]
    list_select_related = ["intake__session__announcement", "written_by"]
    search_fields = ["subject", "body"]
    search_help_text = gettext_lazy("Words of the subject or of the text.")

    # --- Who may: write to people, and look at what was written

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- The list and the page of one

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mailing]:
        return super().get_queryset(request).defer(*_LONG_TEXTS_OF_MAILINGS)

    @admin.display(description=gettext_lazy("message"), ordering="subject")
    def what(self, mailing: Mailing) -> str:
        return str(mailing)

    @admin.display(description=gettext_lazy("session"), ordering="intake__session__starts_at")
    def session_and_day(self, mailing: Mailing) -> str:
        return name_and_day(mailing.intake)

    @admin.display(description=gettext_lazy("session"))
    def session(self, mailing: Mailing) -> SafeString:
        address = reverse("admin:events_session_change", args=[mailing.intake.session_id])
        return format_html('<a href="{}">{}</a>', address, name_and_day(mailing.intake))

    @admin.display(description=gettext_lazy("recipients"), ordering="recipients")
    def number(self, mailing: Mailing) -> int | str:
        """Known when it goes, not before."""
        return self.get_empty_value_display() if mailing.queued_at is None else mailing.recipients

    @admin.display(description=gettext_lazy("when"), ordering=Coalesce("queued_at", "send_at"))
    def when(self, mailing: Mailing) -> str:
        is_listed = "listed_at" in mailing.__dict__
        return when_words(mailing, moment_of_list(mailing) if is_listed else moments.now())

    @admin.display(description=gettext_lazy("written by"), ordering="written_by")
    def author(self, mailing: Mailing) -> str:
        return mailing.written_by.get_full_name() or mailing.written_by.get_username()

    @admin.display(description=gettext_lazy("letters now"))
    def states(self, mailing: Mailing) -> str:
        """«отправлено 12, в очереди 3, не доставлено 1»; a dash before it has gone."""
        if mailing.queued_at is None:
            return self.get_empty_value_display()
        is_sent, is_failed = Q(sent_at__isnull=False), Q(failed_at__isnull=False)
        numbers = mailing.letters.aggregate(
            sent=Count("pk", filter=is_sent),
            failed=Count("pk", filter=~is_sent & is_failed),
            waiting=Count("pk", filter=~is_sent & ~is_failed),
        )
        words = _("sent %(sent)d, in the queue %(waiting)d, not delivered %(failed)d")
        return words % numbers

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        mailing = self.get_object(request, unquote(object_id))
        rows = letter_rows(mailing.letters.all()) if mailing else []
        context = {**(extra_context or {}), "letters": rows}
        if mailing and self.has_add_permission(request) and is_awaited(mailing, moments.now()):
            context["call_off_url"] = reverse(
                "admin:registrations_mailing_call_off", args=[mailing.pk]
            )
        return super().change_view(request, object_id, form_url, context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Writing is a page of its own: it shows the letter and the number before it goes."""
        return HttpResponseRedirect(reverse("admin:registrations_mailing_write"))

    # --- Writing

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("write/", view(self.write_view), name="registrations_mailing_write"),
            path(
                "<int:pk>/call-off/",
                view(self.call_off_view),
                name="registrations_mailing_call_off",
            ),
        ]
        return [*own, *super().get_urls()]

    def call_off_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then call off a message that has not gone yet."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        mailing: Mailing | None = self.get_object(request, str(pk))
        if mailing is None:
            raise Http404
        if request.method == "POST":
            return self._call_off(request, mailing)
        if not is_awaited(mailing, moments.now()):
            return SeeOther(page_of(mailing))
        return self._page(
            request,
            "call_off",
            mailing.intake,
            title=_("Call it off?"),
            mailing=mailing,
            back=page_of(mailing),
            when=when_words(mailing, moments.now()),
        )

    def _call_off(self, request: HttpRequest, mailing: Mailing) -> HttpResponse:
        try:
            is_called_off = mailings.call_off(mailing)
        except Busy as refusal:
            self.message_user(request, refusal.sentence, messages.ERROR)
            return SeeOther(reverse("admin:registrations_mailing_call_off", args=[mailing.pk]))
        if is_called_off:
            self.log_change(request, mailing, _("Called off."))
            self.message_user(request, _("Called off: it will not go."), messages.SUCCESS)
        else:
            self.message_user(request, _("It has gone already."), messages.WARNING)
        return SeeOther(page_of(mailing))

    def write_view(self, request: HttpRequest) -> HttpResponse:
        """Words → the real letter and the number of recipients → sent.

        `?intake=…&kind=…&group=…` choose beforehand. Nothing goes by GET, and nothing before
        the number has been seen.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        intake = chosen_intake(request)
        if intake is None:
            return self._choice_of_session(request)
        if request.method != "POST":
            opened = MailingForm(initial=chosen_before(request), intake=intake)
            return self._words(request, intake, opened)
        form = MailingForm(request.POST, intake=intake)
        if not form.is_valid() or "_edit" in request.POST:
            return self._words(request, intake, form)
        has_somebody = request.POST.get("expected") != "0"
        if "_send" in request.POST and (has_somebody or form.cleaned_data["send_at"]):
            return self._send(request, intake, form)
        return self._preview(request, intake, form)

    def _send(self, request: HttpRequest, intake: Intake, form: MailingForm) -> HttpResponse:
        key, number = request.POST.get("form_key", ""), request.POST.get("expected", "")
        if not is_form_key(key, intake.pk) or not (number.isdecimal() and len(number) < 10):
            return self._preview(request, intake, form)
        try:
            mailing = mailings.send(
                intake=intake,
                form_key=key.rpartition(":")[0],
                staff=request.user,  # type: ignore[arg-type]  # whoever is here has signed in
                expected=int(number),
                **form.cleaned_data,
            )
        except mailings.NumberChanged:
            words = _("The number of recipients has changed meanwhile. Please look again.")
            self.message_user(request, words, messages.WARNING)
            return self._preview(request, intake, form)
        except Busy as refusal:
            self.message_user(request, refusal.sentence, messages.ERROR)
            return self._preview(request, intake, form)
        self.message_user(request, sent_words(mailing), messages.SUCCESS)
        return HttpResponseRedirect(page_of(mailing))

    def _preview(self, request: HttpRequest, intake: Intake, form: MailingForm) -> HttpResponse:
        written = Mailing(intake=intake, **form.cleaned_data)
        found = mailings.recipients(intake, written.kind, written.group)
        shown = letter_shown(written, found)
        if shown and "_html" in request.POST:
            return designed(shown)
        return self._page(
            request,
            "preview",
            intake,
            form=form,
            title=_("Send?"),
            number=len(found),
            later=written.send_at and local_moment(written.send_at, intake.session.zone),
            kind=written.get_kind_display(),
            group=written.get_group_display(),
            shown=shown,
            form_key=new_form_key(intake.pk),
        )

    def _words(self, request: HttpRequest, intake: Intake, form: MailingForm) -> HttpResponse:
        return self._page(
            request,
            "write",
            intake,
            form=form,
            fieldsets=in_rows(form),
            default_words=[
                DefaultWordsShown(kind.value, kind.label, *words_now(intake, kind, "ru"))
                for kind in mailings.WITH_DEFAULT_WORDS
            ],
            placeholders=[
                placeholder
                for placeholder in PLACEHOLDERS
                if all(map(placeholder.belongs_to, mailings.KINDS))
            ],
            title=_("Write to participants"),
        )

    def _choice_of_session(self, request: HttpRequest) -> HttpResponse:
        """Without a session in the address: the coming ones, and those just over."""
        intakes = Intake.objects.select_related("session__announcement").defer(*_LONG_TEXTS)
        latest = intakes.order_by("-session__starts_at", "-pk")[:SESSIONS_TO_CHOOSE_FROM]
        sessions = [(intake.pk, name_and_day(intake)) for intake in latest]
        return self._page(
            request, "choose", None, sessions=sessions, title=_("Write to participants")
        )

    def _page(
        self, request: HttpRequest, name: str, intake: Intake | None, **context: Any
    ) -> HttpResponse:
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "intake": intake,
            "session_words": name_and_day(intake) if intake else "",
            **context,
        }
        return TemplateResponse(request, f"admin/registrations/mailing/{name}.html", page)
