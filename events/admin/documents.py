"""Files to download: a list, a page for each, and the doors of the text editor."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from events import documents
from events.models import Document
from events.rich_text.shown import file_facts
from museumsite.admin import MuseumModelAdmin
from museumsite.templatetags.wording import publication_day

PAGE_SIZE = 20
MOST_FILES = 20  # of one upload
_LONGEST_QUESTION = 200
_MOST_USES = 50  # named on a file's page


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    """A file and what people call it; another file may be chosen in its place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:  # not for those who may only look
            self.fields["title"].required = False
            self.fields["title"].help_text = _("Empty: as the file is called.")
        if "file" in self.fields:
            self.fields["file"].widget = forms.FileInput(attrs={"accept": documents.ACCEPT})
            self.fields["file"].required = not self.instance.pk
            if self.instance.pk:
                self.fields["file"].help_text = _(
                    "Another file takes this one's place wherever it is offered."
                )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return upload
        before = self.instance.sha256
        documents.read(self.instance, upload)
        known = Document.objects.filter(sha256=self.instance.sha256).exclude(pk=self.instance.pk)
        other = known.first()
        if other or before == self.instance.sha256:
            raise ValidationError(
                _("This very file is here already: “%(title)s”."),
                code="known",
                params={"title": other or self.instance},
            )
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("title") and cleaned.get("file"):
            cleaned["title"] = documents.title_from(cleaned["file"].name)
        return cleaned


@admin.register(Document)
class DocumentAdmin(MuseumModelAdmin):
    form = DocumentForm
    fields = ["title", "file", "link", "uses"]
    readonly_fields = ["link", "uses"]
    list_display = ["title", "facts", "uploaded_on"]
    search_fields = ["title"]  # opens the search box; `get_search_results` answers it
    actions = None  # each is deleted on its own page, where one sees what offers it

    class Media:
        css = {"all": ["css/admin_pictures.css"]}  # the list of where it is used

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        own = [
            path("upload/", wrap(require_POST(self.upload)), name="events_document_upload"),
            path("choose/", wrap(require_safe(self.choose)), name="events_document_choose"),
        ]
        return [*own, *super().get_urls()]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["title", "file", "link", "uses"] if obj else ["file", "title"]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        return documents.matching(queryset, search_term), False

    @admin.display(description=gettext_lazy("type and size"), ordering="size")
    def facts(self, document: Document) -> str:
        return file_facts(document)

    @admin.display(description=pgettext_lazy("file", "uploaded"), ordering="created_at")
    def uploaded_on(self, document: Document) -> str:
        return publication_day(document.created_at)

    @admin.display(description=gettext_lazy("as visitors get it"))
    def link(self, document: Document) -> SafeString:
        return format_html(
            '<a href="{}">{}</a> ({})', document.file.url, document.title, file_facts(document)
        )

    @admin.display(description=gettext_lazy("where it is used"))
    def uses(self, document: Document) -> str:
        texts = documents.announcements_with(document)[:_MOST_USES]
        museums = documents.organisations_with(document)[:_MOST_USES]
        context = {"covers": [], "texts": texts, "museums": museums}
        return render_to_string("admin/events/picture/uses.html", context)

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        if "file" in form.changed_data:
            documents.put(obj, form.cleaned_data["file"])
        else:
            obj.save(update_fields=["title"])

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[Any], list[str]]:
        """What texts offer is not deleted: their links would lead nowhere."""
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        for document in objs:
            protected += map(str, documents.announcements_with(document)[:_MOST_USES])
            protected += map(str, documents.organisations_with(document)[:_MOST_USES])
        return deleted, counts, perms_needed, protected

    def delete_model(self, request: HttpRequest, obj: Document) -> None:
        documents.remove_after_commit(obj.file.name or "")
        super().delete_model(request, obj)

    # --- The doors of the text editor

    def upload(self, request: HttpRequest) -> HttpResponse:
        """The files sent as `files`; each is kept, known already, or refused by name."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        taken, refused = [], []
        for number, upload in enumerate(request.FILES.getlist("files")):
            try:
                if number >= MOST_FILES:
                    raise ValidationError(
                        _("Not more than %(number)d files at once.") % {"number": MOST_FILES}
                    )
                document, is_new = documents.keep(upload)
            except ValidationError as error:
                name = documents.title_from(upload.name or "")
                refused.append({"name": name, "words": " ".join(error.messages)})
                continue
            if is_new:
                self.log_addition(request, document, [{"added": {}}])
            taken.append({**_facts_of(document), "is_new": is_new})
        return JsonResponse({"documents": taken, "errors": refused})

    def choose(self, request: HttpRequest) -> HttpResponse:
        """One page of the files, the newest first; `?q=` narrows it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        question = request.GET.get("q", "")[:_LONGEST_QUESTION]
        found = documents.matching(Document.objects.all(), question)
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        answer = {"documents": [_facts_of(one) for one in page], "has_more": page.has_next()}
        return JsonResponse(answer)


def _facts_of(document: Document) -> dict[str, Any]:
    return {
        "id": document.pk,
        "title": document.title,
        "url": document.file.url,
        "facts": capfirst(file_facts(document)),
    }
