import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0004_covers_are_pictures")]

    operations = [
        migrations.AddField(
            model_name="importeditem",
            name="made_sha256",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AlterField(
            model_name="importeditem",
            name="announcement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="imported_items",
                to="events.announcement",
            ),
        ),
    ]
