"""Who and where: categories, organisations, venues, contact people."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events.admin.meanwhile import SeesOthersChanges
from events.admin.rich_text import RichTextFields
from events.admin.searched import AnnouncementsFoundByIt
from events.models import Category, Contact, Organisation, Venue
from events.museums import save_organisation
from museumsite.fields import PhoneField
from museumsite.slugs import shortened, slug_of, unique_slug


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    """A category whose address is made from its name when left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:  # not for those who may only look
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Made from the name when empty.")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        name: str = self.cleaned_data.get("name", "")
        return slug or unique_slug(shortened(slug_of(name), 90), self._is_taken)

    def _is_taken(self, slug: str) -> bool:
        return Category.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists()


@admin.register(Category)
class CategoryAdmin(SeesOthersChanges):
    form = CategoryForm
    fields = ["name", "name_en", "slug", "position"]
    list_display = ["name", "name_en", "slug", "position"]
    search_fields = ["name", "name_en"]


@admin.register(Organisation)
class OrganisationAdmin(AnnouncementsFoundByIt, RichTextFields, SeesOthersChanges):
    rich_text = "about"
    named_as = "organisation"
    fields = [("name", "name_en"), "slug", "former_addresses", ("city", "website"), "about"]
    readonly_fields = ["former_addresses"]
    list_display = ["name", "city", "website"]
    search_fields = ["name", "name_en", "city"]

    @admin.display(description=_("former addresses"))
    def former_addresses(self, organisation: Organisation) -> SafeString | str:
        if not organisation.pk:
            return ""
        slugs = organisation.former_slugs.order_by("slug").values_list("slug", flat=True)
        addresses = ((reverse("events:museum", args=[slug]),) for slug in slugs)
        return format_html_join(SafeString("<br>"), "{}", addresses)

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        save_organisation(obj)


class VenueForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    def clean(self) -> dict[str, Any]:
        """Half a point is no point; the database cannot say so, it knows «unknown»."""
        cleaned = super().clean() or {}
        if not self.errors and (cleaned.get("latitude") is None) != (
            cleaned.get("longitude") is None
        ):
            missing = "latitude" if cleaned.get("latitude") is None else "longitude"
            self.add_error(
                missing,
                ValidationError(
                    _("A point on the map needs both, latitude and longitude."), "half_a_point"
                ),
            )
        return cleaned


@admin.register(Venue)
class VenueAdmin(AnnouncementsFoundByIt, SeesOthersChanges):
    named_as = "venue"
    form = VenueForm
    fields = [
        "name",
        ("city", "address"),
        "name_en",
        ("city_en", "address_en"),
        "directions",
        "access_notes",
        ("latitude", "longitude"),
    ]
    list_display = ["name", "city", "address"]
    search_fields = ["name", "city", "address"]


@admin.register(Contact)
class ContactAdmin(AnnouncementsFoundByIt, SeesOthersChanges):
    named_as = "contact"
    fields = ["name", "position", "organisation", "phone", "email"]
    autocomplete_fields = ["organisation"]
    list_display = ["name", "position", "organisation", "phone", "email"]
    list_select_related = ["organisation"]
    search_fields = ["name", "position", "organisation__name", "phone", "email"]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """The telephone in one spelling, in which the page and the dialling know it."""
        if db_field.name == "phone":
            kwargs["form_class"] = PhoneField
        return super().formfield_for_dbfield(db_field, request, **kwargs)
