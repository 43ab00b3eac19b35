"""Sessions have titles in English; categories and pictures say when they changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0006_former_museum_addresses")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="updated_at",
            field=models.DateTimeField(auto_now=True, verbose_name="last change"),
        ),
        migrations.AddField(
            model_name="picture",
            name="updated_at",
            field=models.DateTimeField(auto_now=True, verbose_name="last change"),
        ),
        migrations.AddField(
            model_name="session",
            name="title_en",
            field=models.CharField(
                blank=True,
                help_text="Shown on the English pages. Empty: the title as it is.",
                max_length=300,
                verbose_name="title in English",
            ),
        ),
    ]
