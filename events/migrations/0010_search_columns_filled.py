"""What is searched of every announcement that is there already."""

from django.db import migrations

from events.search import index


def rebuild(apps, schema_editor):
    for _done in index.rebuild(apps):
        pass


class Migration(migrations.Migration):
    dependencies = [("events", "0009_search_columns")]

    operations = [migrations.RunPython(rebuild, migrations.RunPython.noop)]
