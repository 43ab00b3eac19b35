"""What is published."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events import rich_text
from events.models.announcement_checks import check_counterpart
from events.models.directory import Category, Contact, Organisation
from events.models.picture import Picture
from events.search.index import COLUMNS, own_columns
from museumsite.slugs import MAX_LENGTH, unique_slug
from museumsite.typography import typeset, typeset_html

if TYPE_CHECKING:  # it imports this module
    from events.models.session import SessionQuerySet

LONGEST_TITLE, LONGEST_LEAD = 300, 1_000  # characters


class Stage(StrEnum):
    """Where an announcement stands at a moment."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


def is_out(at: datetime, path: str = "") -> Q:
    """What a visitor may see at the moment `at`, for queries that reach announcements by `path`.

    `path` ends with «__», for example "announcement__".
    """
    not_withdrawn = Q(**{f"{path}withdrawn_at__isnull": True})
    withdrawn_later = Q(**{f"{path}withdrawn_at__gt": at})
    return Q(**{f"{path}published_at__lte": at}) & (not_withdrawn | withdrawn_later)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def published(self, at: datetime) -> Self:
        """What a visitor may see at the moment `at`."""
        return self.filter(is_out(at))

    def for_readers_of(self, language: str, at: datetime) -> Self:
        """One of each pair of counterparts: the one in `language`, if it is out at `at`.

        What has no counterpart there is shown in the language it was written in.
        """
        # Two short lists, read through the index of those that have an original: a question put
        # to each row («is there a counterpart?») made the database read the whole table twice.
        translations = Announcement.objects.filter(translation_of__isnull=False).order_by()
        told_there = translations.filter(is_out(at), language=language).values("translation_of")
        original_is_out = is_out(at, "translation_of__")
        told_here = translations.filter(original_is_out, translation_of__language=language)
        is_told_once = ~Q(pk__in=told_there) & ~Q(pk__in=told_here.values("pk"))
        return self.filter(Q(language=language) | is_told_once)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def for_cards(self) -> Self:
        """With what a card shows, without the long texts it does not."""
        return self.select_related("category", "cover").defer("body", *COLUMNS)


class Announcement(models.Model):
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
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
    withdrawn_at = models.DateTimeField(
        _("withdrawn"),
        null=True,
        blank=True,
        help_text=_("From this moment on the page says that it was taken down."),
    )
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    translation_of = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="translation",
        verbose_name=_("translation of"),
        help_text=_("The Russian page whose counterpart this is; sessions are kept there."),
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="announcements", verbose_name=_("category")
    )
    lead = models.TextField(
        _("lead"),
        max_length=LONGEST_LEAD,
        blank=True,
        help_text=_("Two or three sentences for the lists and the top of the page."),
    )
    body = models.TextField(_("text"), max_length=rich_text.MAX_LENGTH, blank=True)
    is_typeset = models.BooleanField(
        _("typography"),
        default=True,
        help_text=_(
            "Put quotation marks, dashes and unbreakable spaces right when the page is saved."
        ),
    )
    author = models.CharField(
        _("author of the text"),
        max_length=200,
        blank=True,
        help_text=_("Empty: the page names no author."),
    )
    cover = models.ForeignKey(
        Picture,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("cover"),
        help_text=_("Without one, a cover is drawn from the title."),
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
    # What is searched (`events/search/`): the last also from other tables, by `reindex`.
    search_title = models.TextField(editable=False, default="")
    search_lead = models.TextField(editable=False, default="")
    search_text = models.TextField(editable=False, default="")
    search_people = models.TextField(editable=False, default="")
    # Drawn by the worker for pages without a cover; its name says what is drawn on it.
    share_card = models.CharField(max_length=100, blank=True, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True, db_index=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = [F("published_at").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(translation_of=F("pk")), name="announcement_does_not_translate_itself"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.body = rich_text.cleaned(self.body)
        if self.is_typeset:
            self._typeset()
        if not self.slug:
            self.slug = unique_slug(self.title, self._is_slug_taken)
        own = own_columns(self.title, self.lead, self.body, self.author)
        for column, words in own.items():
            setattr(self, column, words)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *own}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("events:announcement", args=[self.slug])

    def is_published(self, at: datetime) -> bool:
        """The same answer for one row as `AnnouncementQuerySet.published` for many."""
        return self.stage(at) == Stage.PUBLISHED

    def stage(self, at: datetime) -> Stage:
        """Where it stands at the moment `at`. Withdrawn before it appeared is withdrawn, too."""
        if self.withdrawn_at is not None and self.withdrawn_at <= at:
            return Stage.WITHDRAWN
        if self.published_at is None:
            return Stage.DRAFT
        return Stage.PUBLISHED if self.published_at <= at else Stage.SCHEDULED

    def was_taken_down(self, at: datetime) -> bool:
        """Whether visitors saw it once and do not at `at`: its page says so instead of a 404."""
        if self.stage(at) != Stage.WITHDRAWN or self.published_at is None:
            return False
        return self.withdrawn_at is not None and self.published_at < self.withdrawn_at

    def counterpart(self) -> "Announcement | None":
        """The same page in the other language, published or not."""
        if self.translation_of_id:
            return self.translation_of
        if self.language != settings.LANGUAGE_CODE:
            return None  # only Russian pages have translations: no need to look for one
        return getattr(self, "translation", None)

    def told_in(self, language: str, at: datetime) -> "Announcement":
        """What readers of `language` are shown: the counterpart that is out at `at`, or this."""
        if self.language == language:
            return self
        other = self.counterpart()
        is_there = other is not None and other.language == language and other.is_published(at)
        return other if other is not None and is_there else self

    def sessions_shown(self) -> "SessionQuerySet":
        """What its page tells the dates of: a translation's sessions are kept at the original."""
        return (self.translation_of or self).sessions.all()

    def organisers_in_order(self) -> list[Organisation]:
        """Who holds it, as staff put them in order."""
        return [row.organisation for row in self.organiser_set.select_related("organisation")]

    def clean(self) -> None:
        if self.slug and self._is_slug_taken(self.slug):
            raise ValidationError(
                {"slug": ValidationError(_("Another publication has this address."), code="taken")}
            )
        check_counterpart(self)

    def _typeset(self) -> None:
        self.title = typeset(self.title, self.language, LONGEST_TITLE)
        self.lead = typeset(self.lead, self.language, LONGEST_LEAD)
        self.body = typeset_html(self.body, self.language, rich_text.MAX_LENGTH)

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
