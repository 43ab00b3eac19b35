"""A session that moved remembers the day visitors were told of first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0011_search_index")]

    operations = [
        migrations.AddField(
            model_name="session",
            name="moved_from",
            field=models.DateField(editable=False, null=True),
        ),
    ]
