"""The page of one announcement: sections in the order one works, buttons that say what happens."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import publishing, readiness, revisions
from events.admin.announcements import stages
from events.admin.announcements.form import AnnouncementForm, OrganiserInline
from events.admin.announcements.history import history_view, restore_view
from events.admin.announcements.listing import AnnouncementListing
from events.admin.announcements.previewing import look_view, previews_view, revoke_view
from events.admin.announcements.translation import Translations, counterpart_context
from events.admin.announcements.urls import change_url, look_url, withdraw_url
from events.admin.announcements.withdrawing import withdraw_view
from events.admin.cover import WithCover
from events.admin.meanwhile import SeesOthersChanges
from events.admin.rich_text import RichTextFields
from events.admin.sessions import SessionInline
from events.models import Announcement, Session, Stage
from events.search.index import index_saved
from museumsite import moments
from museumsite.admin import colleague

ROWS_AFTER = {1: "sessions", 3: "organiser_set"}  # by the place of the section they follow
_VERBS = {stages.PUBLISH, stages.SCHEDULE, stages.UNSCHEDULE, stages.BRING_BACK}


@admin.register(Announcement)
class AnnouncementAdmin(
    WithCover, RichTextFields, SeesOthersChanges, Translations, AnnouncementListing
):
    rich_text = "body"
    form = AnnouncementForm
    change_form_template = "admin/events/announcement/change_form.html"
    inlines = [SessionInline, OrganiserInline]
    autocomplete_fields = ["contact", "translation_of"]
    readonly_fields = ["former_addresses"]
    fieldsets = [
        (None, {"fields": ["title", "category", "lead", "body", "is_typeset", "author"]}),
        (gettext_lazy("Publication"), {"fields": ["published_at"]}),
        (gettext_lazy("Cover"), {"fields": ["cover"]}),
        (gettext_lazy("Contact person"), {"fields": ["contact"]}),
        (gettext_lazy("Translation"), {"fields": ["language", "translation_of"]}),
        (
            gettext_lazy("Page address"),
            {"fields": ["slug", "former_addresses"], "classes": ["collapse"]},
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        """With what is done to one announcement beside its form."""
        views = {
            "look": ("look/", look_view),
            "previews": ("previews/", previews_view),
            "revoke": ("previews/<int:link_pk>/revoke/", revoke_view),
            "withdraw": ("withdraw/", withdraw_view),
            "restore": ("history/<int:revision_pk>/restore/", restore_view),
        }
        own = [
            path(
                f"<int:object_id>/{address}",
                self.admin_site.admin_view(_bound(self, view)),
                name=f"events_announcement_{name}",
            )
            for name, (address, view) in views.items()
        ]
        return [*own, *super().get_urls()]

    @admin.display(description=gettext_lazy("former addresses"))
    def former_addresses(self, announcement: Announcement) -> SafeString | str:
        slugs = announcement.former_slugs.order_by("slug").values_list("slug", flat=True)
        addresses = ((reverse("events:announcement", args=[slug]),) for slug in slugs)
        return format_html_join(SafeString("<br>"), "{}", addresses) if announcement.pk else ""

    # --- The page as it is shown

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        original: Announcement | None = context.get("original")
        at = moments.now()
        may_save = self.has_change_permission(request, original)
        saved = original
        if original is not None and request.method == "POST":
            # A form that was refused has left what was typed in its object.
            saved = Announcement.objects.filter(pk=original.pk).first()
        shown = saved or Announcement()
        context["buttons"] = stages.buttons(shown.stage(at)) if may_save else []
        context["rows_after"] = ROWS_AFTER
        context |= counterpart_context(saved)
        if saved is not None:
            context["stage"] = shown.stage(at).value
            context["stage_name"] = capfirst(stages.stage_words(shown, at))
            context["stage_sentence"] = stages.stage_sentence(shown, at)
            context["problems"] = readiness.problems_of(saved, at)
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, obj: Model) -> str | None:
        """Only where visitors see it, too; a preview is another button."""
        is_seen = isinstance(obj, Announcement) and obj.is_published(moments.now())
        return super().view_on_site(obj) if is_seen else None

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        return history_view(self, request, object_id)

    # --- Saving

    def save_model(self, request: HttpRequest, obj: Announcement, form: Any, change: bool) -> None:
        publishing.store(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for row in formset.new_objects:
            if isinstance(row, Session):
                self.message_user(request, _session_needs_sign_up(row), messages.INFO)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What belongs to the page is there: now the button that was pressed does its work."""
        super().save_related(request, form, formsets, change)
        announcement: Announcement = form.instance
        at = moments.now()
        match next((name for name in _VERBS if name in request.POST), None):
            case stages.PUBLISH:
                publishing.publish(announcement, at=at, staff=colleague(request))
            case stages.SCHEDULE:
                moment = announcement.published_at or at
                publishing.schedule(announcement, moment=moment, staff=colleague(request))
            case stages.UNSCHEDULE if not announcement.is_published(at):
                publishing.unschedule(announcement, staff=colleague(request))
            case stages.BRING_BACK:
                publishing.bring_back(announcement, staff=colleague(request))
            case _:
                revisions.record(announcement, staff=colleague(request))
                index_saved(announcement)
        self._say_how_it_stands(request, announcement)

    def _say_how_it_stands(self, request: HttpRequest, announcement: Announcement) -> None:
        """A form that is saved looks like an announcement that is out: say when it is not."""
        at = moments.now()
        stage = announcement.stage(at)
        words = capfirst(stages.stage_words(announcement, at))
        if stage == Stage.PUBLISHED and stages.UNSCHEDULE in request.POST:
            words = _("The page has come out meanwhile. To hide it, take it down.")
            self.message_user(request, words, messages.WARNING)
        elif stage in {Stage.DRAFT, Stage.SCHEDULED}:
            sentence = _("%(state)s: visitors do not see it yet.") % {"state": words}
            self.message_user(request, sentence)
        elif stage == Stage.PUBLISHED and stages.PUBLISH in request.POST:
            self.message_user(request, _("The page is published."), messages.SUCCESS)
            for problem in readiness.problems_of(announcement, at):
                if not problem.is_hint:
                    self.message_user(request, problem.words, messages.WARNING)

    def response_add(
        self, request: HttpRequest, obj: Announcement, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._where_next(request, obj) or super().response_add(request, obj)

    def response_change(self, request: HttpRequest, obj: Announcement) -> HttpResponse:
        return self._where_next(request, obj) or super().response_change(request, obj)

    def _where_next(self, request: HttpRequest, obj: Announcement) -> HttpResponse | None:
        """One goes on working on the page; None for the choices of Django's own pages."""
        if "_popup" in request.POST or "_addanother" in request.POST:
            return None
        if stages.LOOK in request.POST:
            return HttpResponseRedirect(look_url(obj))
        if stages.WITHDRAW in request.POST:
            return HttpResponseRedirect(withdraw_url(obj))
        words = _("Saved: “%(title)s”.") % {"title": obj.title}
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(change_url(obj))


def _bound(model_admin: AnnouncementAdmin, view: Any) -> Any:
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(model_admin, request, **kwargs)
        return response

    return answer


def _session_needs_sign_up(session: Session) -> SafeString:
    return format_html(
        '{} <a href="{}">{}</a>',
        _("The session is saved. Its sign-up is set up on its own page, by a registrar."),
        reverse("admin:events_session_change", args=[session.pk]),
        _("Open the session's page: sign-up, deadline, seats"),
    )
