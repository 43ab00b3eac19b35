"""Files to download: a programme, a form, a regulation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """One file that announcements offer; public, under a generated name."""

    title = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), upload_to="documents/", max_length=200)
    kind = models.CharField(max_length=10, editable=False)  # pdf, docx, xlsx …
    size = models.PositiveBigIntegerField(editable=False)  # bytes
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("file to download")
        verbose_name_plural = _("files to download")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title
