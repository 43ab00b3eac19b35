"""The columns that `0003_what_was_published_before` has emptied."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0003_what_was_published_before")]

    operations = [
        migrations.RemoveField("announcement", "cover_file"),
        migrations.RemoveField("announcement", "cover_alt"),
        migrations.RemoveField("announcement", "cover_height"),
        migrations.RemoveField("announcement", "cover_width"),
        migrations.AlterField(
            "organisation",
            "slug",
            models.SlugField(
                blank=True,
                help_text="Made from the name when empty.",
                max_length=250,
                unique=True,
                verbose_name="page address",
            ),
        ),
    ]
