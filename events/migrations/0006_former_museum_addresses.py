"""Pages of museums keep their former addresses; places and people say when they changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_imported_items_outlive_announcements"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="updated_at",
            field=models.DateTimeField(auto_now=True, verbose_name="last change"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="updated_at",
            field=models.DateTimeField(auto_now=True, verbose_name="last change"),
        ),
        migrations.AddField(
            model_name="venue",
            name="updated_at",
            field=models.DateTimeField(auto_now=True, verbose_name="last change"),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="slug",
            field=models.SlugField(
                blank=True,
                help_text="Made from the name when empty. Earlier addresses keep leading here.",
                max_length=250,
                unique=True,
                verbose_name="page address",
            ),
        ),
        migrations.CreateModel(
            name="FormerMuseumSlug",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=250, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="events.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "former address of a museum",
                "verbose_name_plural": "former addresses of museums",
            },
        ),
    ]
