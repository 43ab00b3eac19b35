"""A search column for each weight, and the words the site knows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0008_picture_troubles")]

    operations = [
        migrations.AddField(
            model_name="announcement",
            name="search_title",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="announcement",
            name="search_lead",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="announcement",
            name="search_people",
            field=models.TextField(default="", editable=False),
        ),
        migrations.CreateModel(
            name="KnownWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=60, unique=True)),
                ("stem", models.CharField(db_index=True, max_length=60)),
                ("head", models.CharField(db_index=True, max_length=3)),
                ("tail", models.CharField(db_index=True, max_length=4)),
                ("consonants", models.CharField(db_index=True, max_length=60)),
            ],
        ),
    ]
