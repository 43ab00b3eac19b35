"""What is published."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models.directory import Category, Contact, Organisation
from events.search import search_text
from museumsite.slugs import MAX_LENGTH, unique_slug


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def published(self, at: datetime) -> "AnnouncementQuerySet":
        """What a visitor may see at the moment `at`."""
        return self.filter(published_at__lte=at)

    def newest_first(self) -> "AnnouncementQuerySet":
        return self.order_by("-published_at", "-pk")

    def for_cards(self) -> "AnnouncementQuerySet":
        """With what a card shows, without the long texts it does not."""
        return self.select_related("category").defer("body", "search_text")


class Announcement(models.Model):
    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(
        _("page address"),
        max_length=MAX_LENGTH,
        unique=True,
        blank=True,
        help_text=_("Made from the title when empty. Earlier addresses keep leading here."),
    )
    published_at = models.DateTimeField(
        _("publication"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_(
            "Empty: a draft, seen by staff only. In the future: appears by itself at that moment."
        ),
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="announcements", verbose_name=_("category")
    )
    lead = models.TextField(
        _("lead"),
        max_length=1_000,
        blank=True,
        help_text=_("Two or three sentences for the lists and the top of the page."),
    )
    body = models.TextField(
        _("text"),
        max_length=100_000,
        blank=True,
        help_text=_("An empty line begins a new paragraph. Addresses become links by themselves."),
    )
    cover = models.ImageField(
        _("cover"),
        upload_to="covers/",
        blank=True,
        width_field="cover_width",
        height_field="cover_height",
        help_text=_("JPEG, PNG or WebP. Without one, a cover is drawn from the title."),
    )
    cover_width = models.PositiveIntegerField(null=True, editable=False)
    cover_height = models.PositiveIntegerField(null=True, editable=False)
    cover_alt = models.CharField(
        _("what the cover shows"),
        max_length=300,
        blank=True,
        help_text=_("Read out to people who do not see the picture."),
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("contact person"),
    )
    organisers = models.ManyToManyField(
        Organisation,
        through="Organiser",
        related_name="announcements",
        verbose_name=_("organisers"),
    )
    search_text = models.TextField(editable=False, default="")
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = [F("published_at").desc(nulls_first=True), "-pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = unique_slug(self.title, self._is_slug_taken)
        self.search_text = search_text(self.title, self.lead, self.body)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("events:announcement", args=[self.slug])

    def is_published(self, at: datetime) -> bool:
        """The same answer for one row as `AnnouncementQuerySet.published` for many."""
        return self.published_at is not None and self.published_at <= at

    def organisers_in_order(self) -> list[Organisation]:
        """Who holds it, as staff put them in order."""
        return [row.organisation for row in self.organiser_set.select_related("organisation")]

    def clean(self) -> None:
        if self.slug and self._is_slug_taken(self.slug):
            raise ValidationError(
                {"slug": ValidationError(_("Another publication has this address."), code="taken")}
            )

    def _is_slug_taken(self, slug: str) -> bool:
        """Whether `slug` is or ever was the address of another announcement."""
        return (
            Announcement.objects.filter(slug=slug).exclude(pk=self.pk).exists()
            or FormerSlug.objects.filter(slug=slug).exclude(announcement_id=self.pk).exists()
        )


class FormerSlug(models.Model):
    """An address an announcement had once; it redirects for ever."""

    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)
    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="former_slugs"
    )

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug


class Organiser(models.Model):
    """One organisation among those that hold what is announced, in the order staff gave."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, verbose_name=_("organisation")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "organisation"], name="organiser_named_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)
