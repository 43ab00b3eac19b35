"""Secret links to pages that visitors do not see yet."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.announcement import Announcement


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def living(self, at: datetime) -> "PreviewLinkQuerySet":
        return self.filter(expires_at__gt=at)


class PreviewLink(models.Model):
    """A link that shows one announcement to whoever has it, until it expires.

    Only a hash of its secret is kept (design.md, rule 7). `shown_at` is the moment at which the
    page is shown: None for the moment of the visit.
    """

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="preview_links"
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    shown_at = models.DateTimeField(_("as it will look on"), null=True, blank=True)
    expires_at = models.DateTimeField(_("works until"))
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a preview")
        verbose_name_plural = _("links to previews")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return str(self.announcement)
