"""A table or a calendar taken in by an editor: first what would be, then the doing of it."""

import re
import secrets
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from events.imports import template
from events.imports.events_run import EventsImport
from events.imports.report import WORDS, Fate
from events.imports.tables import MOST_BYTES, NotATable
from events.models import Announcement
from events.pictures import private_storage
from museumsite import moments
from museumsite.contents import MEGABYTE

FOLDER = "imports"
SUFFIXES = (".xlsx", ".csv", ".ics")
KEPT_FOR = timedelta(days=1)  # a file that was looked at and never taken
MOST_LINES = 500  # of a report on one page
_TOKEN = re.compile(r"[0-9a-f]{32}")


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A table (.xlsx, .csv) or a calendar (.ics)."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    publishes = forms.BooleanField(
        label=gettext_lazy("Publish at once what names no publication date"),
        help_text=gettext_lazy("Otherwise it becomes a draft."),
        required=False,
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if PurePath(upload.name).suffix.lower() not in SUFFIXES:
            raise ValidationError(
                _("Choose a file whose name ends with .xlsx, .csv or .ics."), code="suffix"
            )
        if upload.size > MOST_BYTES:
            raise ValidationError(
                _("The file is larger than %(megabytes)d MB."),
                code="too_many_bytes",
                params={"megabytes": MOST_BYTES // MEGABYTE},
            )
        return upload


@require_safe
def download_template(request: HttpRequest) -> HttpResponse:
    """An empty table to fill in, in the language of the admin."""
    _require_rights(request)
    response = HttpResponse(template.workbook(), content_type=template.TYPE)
    response["Content-Disposition"] = 'attachment; filename="events.xlsx"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Choose a file, see what would become of it, take it.

    Between the two steps the file waits in the private storage under a name of this colleague's.
    """
    _require_rights(request)
    at = moments.now()
    if request.method == "POST" and "token" in request.POST:
        return _take_kept(request, at)
    form = FileForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method != "POST" or not form.is_valid():
        return _page(request, form=form, status=200 if request.method != "POST" else 422)
    upload = form.cleaned_data["file"]
    content = upload.read()
    run = _run(request, at, upload.name, content, form.cleaned_data["publishes"], is_dry=True)
    try:
        run.run()
    except NotATable as error:
        form.add_error("file", ValidationError(str(error), code="no_table"))
        return _page(request, form=form, status=422)
    _forget_left(at)
    token = secrets.token_hex(16)
    suffix = PurePath(upload.name).suffix.lower()
    private_storage().save(_kept_name(request, token, suffix), ContentFile(content))
    kept = {"token": token, "suffix": suffix, "publishes": run.publishes, "name": upload.name}
    return _page(request, run=run, kept=kept)


def _take_kept(request: HttpRequest, at: datetime) -> HttpResponse:
    token, suffix = request.POST["token"], request.POST.get("suffix", "")
    storage = private_storage()
    is_named = _TOKEN.fullmatch(token) and suffix in SUFFIXES
    name = _kept_name(request, token, suffix) if is_named else ""
    if not name or not storage.exists(name):
        form = FileForm(label_suffix="")
        lost = _("The file was taken already, or waited too long. Choose it again.")
        return _page(request, form=form, lost=lost, status=409)
    with storage.open(name) as file:
        content = file.read()
    run = _run(request, at, f"file{suffix}", content, "publishes" in request.POST, is_dry=False)
    run.run()
    storage.delete(name)
    return _page(request, run=run)


def _run(
    request: HttpRequest, at: datetime, name: str, content: bytes, publishes: bool, *, is_dry: bool
) -> EventsImport:
    staff: Any = request.user  # `admin_view` lets nobody else in
    return EventsImport(name, content, at, is_dry=is_dry, staff=staff, publishes=publishes)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    run: EventsImport | None = context.get("run")
    if run is not None:
        told = [line for line in run.report.lines if line.fate != Fate.SAME]
        context["counts"] = [(WORDS[fate], run.report.count(fate)) for fate in Fate]
        context["lines"] = [(WORDS[line.fate], line) for line in told[:MOST_LINES]]
        context["lines_left"] = max(len(told) - MOST_LINES, 0)
        context["is_anything_to_take"] = any(
            line.fate in {Fate.TAKEN, Fate.CHANGED} for line in told
        )
    return TemplateResponse(
        request,
        "admin/events/announcement/take_in.html",
        {
            **admin.site.each_context(request),
            "title": _("Take in a table or a calendar"),
            "opts": Announcement._meta,
            **context,
        },
        status=status,
    )


def _require_rights(request: HttpRequest) -> None:
    rights = ["events.add_announcement", "events.change_announcement"]
    if not request.user.has_perms(rights):
        raise PermissionDenied


def _kept_name(request: HttpRequest, token: str, suffix: str) -> str:
    return f"{FOLDER}/{request.user.pk}-{token}{suffix}"


def _forget_left(at: datetime) -> None:
    """Remove what was looked at and never taken: a table may hold people's telephones."""
    storage = private_storage()
    try:
        _folders, names = storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        if storage.get_modified_time(f"{FOLDER}/{name}") < at - KEPT_FOR:
            storage.delete(f"{FOLDER}/{name}")


urlpatterns = [
    path("take-in/", admin.site.admin_view(take_in), name="take_in"),
    path("take-in/events.xlsx", admin.site.admin_view(download_template), name="template"),
]
app_name = "editors"
