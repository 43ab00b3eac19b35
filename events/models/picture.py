"""Pictures: the original as it came, and what the pages show of it."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.pictures import private_storage


class Picture(models.Model):
    """One uploaded picture. The original is private; the worker makes what visitors see.

    `renditions` is a list of {"crop", "format", "width", "height", "name", "box"}: `name` is a
    file of the public media folder, `crop` is "" for the whole picture, `box` is what of it was
    cut out. There is one from the upload on, so a page always has something to show.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("being made ready")
        READY = "ready", _("ready")
        BROKEN = "broken", _("cannot be read")

    class Trouble(models.TextChoices):
        DAMAGED = "damaged", _("the file is damaged: upload the picture anew")
        GONE = "gone", _("the file is gone from the server: upload the picture anew")
        GAVE_UP = "gave_up", _("the server could not finish it in several tries")

    title = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("Seen by colleagues only, to find the picture again."),
    )
    original = models.FileField(
        _("file"), upload_to="originals/", storage=private_storage, max_length=200
    )
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    alt = models.CharField(
        _("what the picture shows"),
        max_length=300,
        blank=True,
        help_text=_("Read out to people who do not see the picture."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    focal_x = models.PositiveSmallIntegerField(
        _("from the left, %"), default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        _("from the top, %"), default=50, validators=[MaxValueValidator(100)]
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, editable=False
    )
    renditions = models.JSONField(editable=False, default=list, blank=True)
    trouble = models.CharField(max_length=10, choices=Trouble, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                name="picture_focal_point_is_inside",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.alt or f"№ {self.pk}"

    @property
    def can_be_shown(self) -> bool:
        return bool(self.renditions)

    @property
    def is_upright(self) -> bool:
        """Higher than wide: a poster, of which no page may show a strip only."""
        return self.height > self.width

    @property
    def focus(self) -> tuple[int, int]:
        """The focal point, in per cent from the left and from the top."""
        return (self.focal_x, self.focal_y)
