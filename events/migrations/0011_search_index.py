"""PostgreSQL's index of what is searched; SQLite reads the columns themselves."""

from django.db import migrations

_ON_POSTGRESQL = (
    # The Russian configuration without its lists of words to leave out (events/search/postgresql.py).
    "CREATE TEXT SEARCH DICTIONARY museumsite_russian (TEMPLATE = snowball, LANGUAGE = russian)",
    "CREATE TEXT SEARCH DICTIONARY museumsite_english (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION museumsite (COPY = pg_catalog.russian)",
    "ALTER TEXT SEARCH CONFIGURATION museumsite"
    " ALTER MAPPING REPLACE russian_stem WITH museumsite_russian",
    "ALTER TEXT SEARCH CONFIGURATION museumsite"
    " ALTER MAPPING REPLACE english_stem WITH museumsite_english",
    "CREATE INDEX events_announcement_search ON events_announcement USING gin ("
    "to_tsvector('museumsite', translate(search_title || search_lead || search_text"
    " || search_people, '|', '')))",
    # Without statistics every word is taken for a rare one, and so the index is always asked. With
    # them the words of nearly every page were looked for row by row, half a minute in 100,000.
    "ALTER INDEX events_announcement_search ALTER COLUMN 1 SET STATISTICS 0",
)
_OFF_POSTGRESQL = (
    "DROP INDEX events_announcement_search",
    "DROP TEXT SEARCH CONFIGURATION museumsite",
    "DROP TEXT SEARCH DICTIONARY museumsite_russian",
    "DROP TEXT SEARCH DICTIONARY museumsite_english",
)


def on_postgresql(apps, schema_editor):
    _execute(schema_editor, _ON_POSTGRESQL)


def off_postgresql(apps, schema_editor):
    _execute(schema_editor, _OFF_POSTGRESQL)


def _execute(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("events", "0010_search_columns_filled")]

    operations = [migrations.RunPython(on_postgresql, off_postgresql)]
