"""Where imported things came from, so that a second import knows them again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.announcement import Announcement


class ImportedItem(models.Model):
    """One item of a source, and the announcement it became.

    Without an announcement it was deleted here since: an import does not bring it back by itself.
    """

    source = models.CharField(max_length=500, unique=True)  # "wordpress https://old.example ?p=12"
    announcement = models.ForeignKey(
        Announcement, on_delete=models.SET_NULL, null=True, related_name="imported_items"
    )
    sha256 = models.CharField(max_length=64)  # of what was read last time
    # Of what the import left here: whoever has changed it since keeps what they wrote.
    made_sha256 = models.CharField(max_length=64, default="")
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")

    def __str__(self) -> str:
        return self.source
