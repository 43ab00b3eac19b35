"""The library of pictures: a grid to look through, many files at once, a page for each."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from events.admin import picture_doors
from events.models import Picture
from events.pictures import keeping, refusals
from events.pictures.finding import matching
from events.pictures.making import lacks_renditions
from events.pictures.reading import ACCEPT, MOST_BYTES
from museumsite.admin import MuseumModelAdmin

_MOST_USES = 50  # named on a picture's page


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    class Meta:
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "focal_x": forms.NumberInput(attrs={"min": 0, "max": 100, "data-focal": "x"}),
            "focal_y": forms.NumberInput(attrs={"min": 0, "max": 100, "data-focal": "y"}),
        }


@admin.register(Picture)
class PictureAdmin(MuseumModelAdmin):
    form = PictureForm
    fieldsets = [
        (None, {"fields": ["title", "alt", "caption", "credit"]}),
        (
            gettext_lazy("What must stay in sight"),
            {
                "fields": ["focal_picture", ("focal_x", "focal_y")],
                "description": gettext_lazy(
                    "Cards and covers show a part of the picture. Click the face or the thing"
                    " it is about, or move the point with the arrow keys."
                ),
            },
        ),
        (gettext_lazy("The file"), {"fields": ["state_words", "file_facts", "uses"]}),
    ]
    readonly_fields = ["focal_picture", "state_words", "file_facts", "uses"]
    list_display = ["title", "state", "created_at"]
    list_filter = ["state"]
    list_per_page = 48
    search_fields = ["title"]  # opens the search box; `get_search_results` answers it
    search_help_text = gettext_lazy("Words of the name, the description, the caption, the credit.")
    actions = None  # each is deleted on its own page, where one sees what uses it
    change_list_template = "admin/events/picture/library.html"
    change_form_template = "admin/events/picture/one.html"

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("upload/", wrap(require_POST(self.upload)), name="events_picture_upload"),
            path("choose/", wrap(require_safe(self.choose)), name="events_picture_choose"),
            path(
                "<int:pk>/original/",
                wrap(require_safe(self.original)),
                name="events_picture_original",
            ),
            path(
                "<int:pk>/again/", wrap(require_POST(self.make_again)), name="events_picture_again"
            ),
        ]
        return [*own, *super().get_urls()]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return matching(queryset, search_term), False

    # --- Taking in. Not Django's own page: that one works inside a transaction, and on SQLite
    # everybody's sign-ups would wait until a picture is decoded.

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Choose files and send them; works without scripts, which add dropping and progress."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        refused: list[tuple[str, str]] = []
        if request.method == "POST":
            taken, refused = self._taken_in(request)
            if not taken and not refused:
                refused = [("", _("Choose a file first."))]
            if taken and not refused:
                return self._after_upload(request, [picture for picture, _is_new in taken])
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Upload pictures"),
            "refused": refused,
            "accept": ACCEPT,
            "megabytes": MOST_BYTES // 1024 // 1024,
            "too_large": refusals.too_many_bytes(MOST_BYTES).messages[0],
            "media": self.media,
        }
        return TemplateResponse(request, "admin/events/picture/upload.html", context)

    def upload(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return picture_doors.upload_answer(*self._taken_in(request))

    def choose(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return picture_doors.choice_answer(request)

    def _taken_in(
        self, request: HttpRequest
    ) -> tuple[list[tuple[Picture, bool]], list[tuple[str, str]]]:
        taken, refused = picture_doors.taken_in(request.FILES.getlist("files"))
        for picture, is_new in taken:
            if is_new:
                self.log_addition(request, picture, [{"added": {}}])
        return taken, refused

    def _after_upload(self, request: HttpRequest, pictures: list[Picture]) -> HttpResponse:
        words = ngettext(
            "%(number)d picture is uploaded.",
            "%(number)d pictures are uploaded.",
            len(pictures),
        )
        self.message_user(request, words % {"number": len(pictures)}, messages.SUCCESS)
        if len(pictures) == 1:
            return redirect("admin:events_picture_change", pictures[0].pk)
        return redirect("admin:events_picture_changelist")

    # --- The page of one

    @admin.display(description=gettext_lazy("the picture"))
    def focal_picture(self, picture: Picture) -> SafeString | str:
        return render_to_string("admin/events/picture/focal.html", {"picture": picture})

    @admin.display(description=gettext_lazy("state"))
    def state_words(self, picture: Picture) -> str:
        state = picture.get_state_display()
        return f"{state}: {picture.get_trouble_display()}" if picture.trouble else state

    @admin.display(description=gettext_lazy("as it was uploaded"))
    def file_facts(self, picture: Picture) -> SafeString:
        return format_html(
            '{} × {} <a href="{}">{}</a>',
            picture.width,
            picture.height,
            reverse("admin:events_picture_original", args=[picture.pk]),
            _("Download the original"),
        )

    @admin.display(description=gettext_lazy("where it is used"))
    def uses(self, picture: Picture) -> SafeString:
        covers = picture.announcements.all()[:_MOST_USES]
        texts = keeping.announcements_with(picture)[:_MOST_USES]
        museums = keeping.organisations_with(picture)[:_MOST_USES]
        context = {"covers": covers, "texts": texts, "museums": museums}
        return render_to_string("admin/events/picture/uses.html", context)

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        # Only what was typed: the worker may be writing the rest at this moment.
        obj.save(update_fields=[*form.cleaned_data, "updated_at"])
        if lacks_renditions(obj):
            keeping.look_again(obj)
            self.message_user(request, _("The cuts are made anew; pages show them in a minute."))

    def original(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The file as it came, with what the camera wrote into it: for those who may change it."""
        picture = get_object_or_404(Picture, pk=pk)
        if not self.has_change_permission(request, picture):
            raise PermissionDenied
        name = picture.original.name or ""
        try:
            file = storages["private"].open(name)
        except FileNotFoundError as error:
            raise Http404 from error
        suffix = name.rpartition(".")[2]
        response = FileResponse(file, as_attachment=True, filename=f"{picture}.{suffix}")
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        add_never_cache_headers(response)
        return response

    def make_again(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        picture = get_object_or_404(Picture, pk=pk)
        if not self.has_change_permission(request, picture):
            raise PermissionDenied
        keeping.look_again(picture)
        self.message_user(request, _("The picture is tried once more."))
        return HttpResponseRedirect(reverse("admin:events_picture_change", args=[pk]))

    # --- Deleting

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[Any], list[str]]:
        """Not while a text holds it: the page would lose a picture without a word."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        for picture in objs:
            held_in = keeping.announcements_with(picture).count()
            held_in += keeping.organisations_with(picture).count()
            if held_in:
                words = _("Texts that hold it: %(number)d") % {"number": held_in}
                protected = [*protected, words]
        return deleted, counts, lacking, protected

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        keeping.forget(obj)
