"""A message may be written now and go later; the clock asks in each round which is to go."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [
        ("registrations", "0008_registration_by_address_check"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="mailing",
            options={
                "ordering": [
                    models.OrderBy(Coalesce("queued_at", "send_at"), descending=True),
                    "-pk",
                ],
                "verbose_name": "message to participants",
                "verbose_name_plural": "messages to participants",
            },
        ),
        migrations.AddField(
            model_name="mailing",
            name="called_off_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="called off"),
        ),
        migrations.AddField(
            model_name="mailing",
            name="send_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="not before"),
        ),
        migrations.AlterField(
            model_name="mailing",
            name="queued_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="queued"),
        ),
        migrations.AddIndex(
            model_name="mailing",
            index=models.Index(
                condition=models.Q(("called_off_at__isnull", True), ("queued_at__isnull", True)),
                fields=["send_at"],
                name="mailing_to_go",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("queued_at__isnull", False), ("send_at__isnull", False), _connector="OR"
                ),
                name="mailing_goes_at_once_or_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("queued_at__isnull", True), ("called_off_at__isnull", True), _connector="OR"
                ),
                name="mailing_is_sent_or_called_off",
            ),
        ),
    ]
