"""What is remembered against floods."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignUpAttempts(models.Model):
    """How many forms came from one address within one window of time (`floods.py`).

    The address itself is not kept: `key` is a keyed hash that changes with the window.
    """

    key = models.CharField(max_length=64, unique=True)
    window_ends_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("sign-up attempts")
        verbose_name_plural = _("sign-up attempts")

    def __str__(self) -> str:
        return f"{self.attempts}"
