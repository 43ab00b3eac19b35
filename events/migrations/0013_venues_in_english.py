"""Venues have names and addresses in English."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0012_days_sessions_moved_from")]

    operations = [
        migrations.AddField(
            model_name="venue",
            name="name_en",
            field=models.CharField(
                blank=True,
                help_text="Shown on the English pages. Empty: the Russian name.",
                max_length=250,
                verbose_name="name in English",
            ),
        ),
        migrations.AddField(
            model_name="venue",
            name="city_en",
            field=models.CharField(blank=True, max_length=100, verbose_name="city in English"),
        ),
        migrations.AddField(
            model_name="venue",
            name="address_en",
            field=models.CharField(blank=True, max_length=300, verbose_name="address in English"),
        ),
    ]
