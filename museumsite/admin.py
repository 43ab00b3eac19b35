"""What every page of the admin shares: its name, its order, its fields, its manners.

A colleague who is not technical reads these pages in Russian: lists are judged by one moment,
a deletion that cannot be is explained in numbers, what is typed is tidied like everywhere.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import (
    AdminSplitDateTime,
    AdminTextInputWidget,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, models, router
from django.db.models import DateTimeField, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from museumsite import moments, wording
from museumsite.autocompletion import NamedAutocompleteSelect
from museumsite.fields import LineField

if TYPE_CHECKING:  # this module is imported before there are models
    from django.contrib.auth.models import User

logger = logging.getLogger(__name__)

# What people do most comes first; the rest follows in the order of the alphabet.
_APPS = ["events", "registrations", "redirects", "auth"]
_MODELS = [
    "Announcement",
    "Session",
    "Intake",
    "Registration",
    "Mailing",
    "Letter",
    "ConsentText",
]
_YEARS = range(1900, 2200)
SECRET_COLUMNS = {"form_key", "link_seed", "secret_hash"}


def year_is_meant(typed: date) -> None:
    """Refuse the years of a slip of the finger: 0204, 20224; near them the arithmetic ends."""
    if typed.year not in _YEARS:
        raise ValidationError(
            _("Check the year: it must lie between %(first)d and %(last)d."),
            code="year",
            params={"first": _YEARS[0], "last": _YEARS[-1]},
        )


class MinuteField(forms.TimeField):
    """A time of day to the minute, typed into the browser's own field.

    Django's has a «now» button that knows the server's clock; these follow the session's.
    """

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def to_python(self, value: Any) -> time | None:
        typed = super().to_python(value)
        return typed.replace(second=0, microsecond=0) if typed else None


class MomentWidget(AdminSplitDateTime):
    """A date and a time to the minute."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.widgets[1].format = "%H:%M"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With the words that Django prints beside each of the two fields as their labels."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        words = (context["date_label"], context["time_label"])
        for part, label in zip(context["widget"]["subwidgets"], words, strict=True):
            part["attrs"]["aria-label"] = str(label).rstrip(":")
        return context


FORM_FIELDS: dict[Any, dict[str, Any]] = {
    models.CharField: {"form_class": LineField},
    # A CharField too, but with a form field of its own that knows what an address may hold.
    models.SlugField: {"widget": AdminTextInputWidget},
    models.URLField: {"assume_scheme": "https"},
    models.DecimalField: {"localize": True},  # «55,7522», with the comma Russians type
    models.DateField: {"validators": [year_is_meant]},
    models.DateTimeField: {"validators": [year_is_meant], "widget": MomentWidget},
    models.TimeField: {"form_class": MinuteField, "widget": MinuteField.widget},
}


class MuseumAdminSite(admin.AdminSite):
    site_header = _("Museum events: for staff")
    site_title = _("For staff")
    index_title = _("What would you like to do?")
    empty_value_display = "—"

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The sections a person may see, the daily ones first."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"], _MODELS))
        return sorted(apps, key=lambda app: _place(app["app_label"], _APPS))


class TidyForms(BaseModelAdmin):  # type: ignore[type-arg]  # not subscriptable
    """How fields look in every form, the rows beside what they belong to included."""

    formfield_overrides = FORM_FIELDS

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", NamedAutocompleteSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Beside a choice the ways to add and to correct one; a red cross there is a mishap."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
            field.widget.can_view_related = False
        return field


class TidyRows(TidyForms, admin.TabularInline):  # type: ignore[type-arg]  # not subscriptable
    """Rows of a table: each field carries the name of its column, which alone is printed."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            field.widget.attrs["aria-label"] = capfirst(field.label)
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.deletion_widget = forms.CheckboxInput({"aria-label": _("Delete")})
        return formset


class MuseumModelAdmin(TidyForms, admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable
    """A model's pages, with the manners they all share."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER  # each choice of each filter would cost a count

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return MomentChangeList

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Two colleagues at once, or a lock that did not come: nothing is saved, and it says so."""
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except (IntegrityError, OperationalError):
            if request.method != "POST":
                raise
            logger.exception("the admin could not save")
            context = {**self.admin_site.each_context(request), "title": _("Nothing was saved")}
            return render(request, "admin/try_again.html", context, status=503)
        return response

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        """A title in quotation marks may have such marks of its own."""
        words = wording.nested_quotes(str(message))
        # Marks of quotation alone are exchanged: what was safe to print still is.
        kept = mark_safe(words) if isinstance(message, SafeString) else words  # noqa: S308
        super().message_user(request, kept, *args, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """An address may ask for any column: not for those of secret links, bit by bit."""
        is_secret = not SECRET_COLUMNS.isdisjoint(lookup.split("__"))
        return not is_secret and super().lookup_allowed(lookup, value, request)

    def view_on_site(self, obj: models.Model) -> str | None:
        """On this very host: Django's own way asks the table of sites for a domain."""
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """What is found; PostgreSQL takes no NUL, and autocompletion does not ask a form."""
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[Any], list[str]]:
        """As Django's, but what forbids the deletion is counted, never named.

        Registrations forbid it, and their names are people's: whoever may delete an
        announcement may not therefore read who signed up.
        """
        deleted, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        if protected:
            # Nothing can be deleted now, so the rights that are lacking besides do not matter.
            return deleted, counts, set(), _counted(objs)
        # What belongs to a thing goes with it: an announcement with its sign-up, which nobody has
        # used yet. What people have written forbids the deletion by itself.
        own = perms_needed & {self.opts.verbose_name}
        return deleted, counts, own, protected


class ReadOnlyInline(InlineModelAdmin):  # type: ignore[type-arg]  # not subscriptable
    """Rows that are shown beside what they belong to, and changed elsewhere or never."""

    template = "admin/read_only_rows.html"
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MomentChangeList(ChangeList):
    """A list whose rows are all judged by one moment, and whose title is the things' name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_popup:
            self.title = str(capfirst(self.opts.verbose_name_plural))

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        listed_at = Value(moments.now(), output_field=DateTimeField())
        found = super().get_queryset(request, *args, **kwargs)
        judged: QuerySet[Any] = found.annotate(listed_at=listed_at)
        return judged


def colleague(request: HttpRequest) -> "User":
    """Who is signed in; the admin lets nobody else here."""
    return cast("User", request.user)  # `admin_view` has asked for a name and a password


def moment_of_list(row: models.Model) -> datetime:
    """The moment at which the list that `row` stands in was asked for."""
    moment: datetime = row.__dict__["listed_at"]
    return moment


def _place(name: str, order: list[str]) -> int:
    return order.index(name) if name in order else len(order)


def _counted(rows: Iterable[models.Model]) -> list[str]:
    """How many rows of each kind forbid the deletion of `rows`."""
    rows = list(rows)
    collector = NestedObjects(using=router.db_for_write(type(rows[0])))
    collector.collect(rows)
    kinds = Counter(type(row)._meta.verbose_name_plural for row in collector.protected)
    return [f"{capfirst(kind)}: {number}" for kind, number in kinds.items()]
