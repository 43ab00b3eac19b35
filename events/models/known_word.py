"""The words of the site's texts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KnownWord(models.Model):
    """A word that stands in some announcement, folded, and what finds it when it is mistyped.

    Derived: `rebuild_search` makes all rows anew.
    """

    word = models.CharField(max_length=60, unique=True)
    stem = models.CharField(max_length=60, db_index=True)
    head = models.CharField(max_length=3, db_index=True)
    tail = models.CharField(max_length=4, db_index=True)
    consonants = models.CharField(max_length=60, db_index=True)

    class Meta:
        verbose_name = _("known word")
        verbose_name_plural = _("known words")

    def __str__(self) -> str:
        return self.word
