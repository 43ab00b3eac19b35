"""Who and where: what announcements refer to, kept once for all of them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events import rich_text
from museumsite.slugs import MAX_LENGTH, unique_slug


class Category(models.Model):
    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(
        _("name in English"),
        max_length=100,
        blank=True,
        help_text=_("Shown on the English pages. Empty: the Russian name."),
    )
    slug = models.SlugField(_("page address"), max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Smaller numbers come first.")
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('events:feed')}?category={self.slug}"


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=250, unique=True)
    name_en = models.CharField(
        _("name in English"),
        max_length=250,
        blank=True,
        help_text=_("Shown on the English pages. Empty: the Russian name."),
    )
    slug = models.SlugField(
        _("page address"),
        max_length=MAX_LENGTH,
        unique=True,
        blank=True,
        help_text=_("Made from the name when empty. Earlier addresses keep leading here."),
    )
    city = models.CharField(_("city"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(
        _("about"),
        max_length=20_000,
        blank=True,
        help_text=_("What visitors read at the top of the organisation's own page."),
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = unique_slug(self.name, self._is_slug_taken)
        self.about = rich_text.cleaned(self.about)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("events:museum", args=[self.slug])

    @property
    def local_name(self) -> str:
        """Its name in the language of the page."""
        return self.name_en if get_language() == "en" and self.name_en else self.name

    def clean(self) -> None:
        if self.slug and self._is_slug_taken(self.slug):
            raise ValidationError(
                {"slug": ValidationError(_("Another organisation has this address."), code="taken")}
            )

    def _is_slug_taken(self, slug: str) -> bool:
        """Whether `slug` is or ever was the address of another organisation."""
        return (
            Organisation.objects.filter(slug=slug).exclude(pk=self.pk).exists()
            or FormerMuseumSlug.objects.filter(slug=slug).exclude(organisation_id=self.pk).exists()
        )


class FormerMuseumSlug(models.Model):
    """An address an organisation's page had once; it redirects for ever."""

    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="former_slugs"
    )

    class Meta:
        verbose_name = _("former address of a museum")
        verbose_name_plural = _("former addresses of museums")

    def __str__(self) -> str:
        return self.slug


class Venue(models.Model):
    name = models.CharField(_("name"), max_length=250)
    city = models.CharField(_("city"), max_length=100)
    address = models.CharField(_("address"), max_length=300, blank=True)
    name_en = models.CharField(
        _("name in English"),
        max_length=250,
        blank=True,
        help_text=_("Shown on the English pages. Empty: the Russian name."),
    )
    city_en = models.CharField(_("city in English"), max_length=100, blank=True)
    address_en = models.CharField(_("address in English"), max_length=300, blank=True)
    directions = models.TextField(_("how to get there"), max_length=5_000, blank=True)
    access_notes = models.TextField(
        _("access"),
        max_length=5_000,
        blank=True,
        help_text=_(
            "Entrances, lifts, parking, hearing loop: what a guest needs to know beforehand."
        ),
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["city", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    # NULL is neither inside a range nor outside it: half a point would pass.
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="venue_point_is_on_earth",
                violation_error_message=_(
                    "A point on the map needs a latitude from −90 to 90"
                    " and a longitude from −180 to 180."
                ),
            )
        ]

    def __str__(self) -> str:
        name, city = self.local_name, self.local_city
        return f"{name}, {city}" if city not in name else name

    @property
    def language(self) -> str:
        """In which the page tells of it: English where it has an English name."""
        return "en" if get_language() == "en" and self.name_en else "ru"

    @property
    def local_name(self) -> str:
        return self.name_en if self.language == "en" else self.name

    @property
    def local_city(self) -> str:
        return self.city_en or self.city if self.language == "en" else self.city

    @property
    def local_address(self) -> str:
        return self.address_en or self.address if self.language == "en" else self.address


class Contact(models.Model):
    name = models.CharField(_("full name"), max_length=200)
    position = models.CharField(_("position"), max_length=250, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("organisation"),
    )
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact people")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.position}" if self.position else self.name
