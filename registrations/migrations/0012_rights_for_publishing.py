"""What the two groups of staff may do with what publishing has gained."""

from importlib import import_module

from django.db import migrations

ADD, CHANGE, DELETE, VIEW = "add", "change", "delete", "view"
EVERYTHING = (ADD, CHANGE, DELETE, VIEW)

RIGHTS = {
    "Редакторы": {
        ("events", "picture"): EVERYTHING,
        ("events", "document"): EVERYTHING,
        ("events", "programmeitem"): EVERYTHING,
        ("events", "previewlink"): EVERYTHING,
        ("events", "missedaddress"): (CHANGE, DELETE, VIEW),
    },
    "Регистраторы": {
        ("events", "picture"): (VIEW,),
        ("events", "document"): (VIEW,),
        ("events", "programmeitem"): EVERYTHING,
    },
}


def add_rights(apps, schema_editor):
    alias = schema_editor.connection.alias
    permission = import_module("registrations.migrations.0003_staff_groups").permission
    groups = apps.get_model("auth", "Group").objects.using(alias)
    for name, rights in RIGHTS.items():
        group, _is_new = groups.get_or_create(name=name)
        group.permissions.add(
            *(
                permission(apps, alias, app_label, model, action)
                for (app_label, model), actions in rights.items()
                for action in actions
            )
        )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("events", "0002_publishing_in_full"),
        ("registrations", "0011_what_is_not_told_yet"),
    ]

    operations = [migrations.RunPython(add_rights, migrations.RunPython.noop)]
