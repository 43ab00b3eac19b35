"""The two groups of staff: editors publish and see nobody's data, registrars run the sign-up.

Permissions are normally made after the last migration, so the rows needed here are made by
hand; Django finds them later by their code name and leaves them. A model that comes later
gets its permissions into these groups by a migration of its own.
"""

from django.db import migrations

ADD, CHANGE, DELETE, VIEW = "add", "change", "delete", "view"
EVERYTHING = (ADD, CHANGE, DELETE, VIEW)

EDITORS = {
    ("events", "announcement"): EVERYTHING,
    ("events", "category"): EVERYTHING,
    ("events", "organisation"): EVERYTHING,
    ("events", "venue"): EVERYTHING,
    ("events", "contact"): EVERYTHING,
    ("events", "organiser"): EVERYTHING,
    ("events", "session"): EVERYTHING,
    ("redirects", "redirect"): EVERYTHING,
    ("registrations", "intake"): (VIEW,),
}
REGISTRARS = {
    ("events", "announcement"): (VIEW,),
    ("events", "category"): (VIEW,),
    ("events", "organisation"): (VIEW,),
    ("events", "venue"): (VIEW,),
    ("events", "contact"): (VIEW,),
    ("events", "organiser"): (VIEW,),
    ("events", "session"): (CHANGE, VIEW),
    ("registrations", "intake"): EVERYTHING,
    # «Change» is the right to cancel at the desk: there is no form that changes one.
    ("registrations", "registration"): (CHANGE, VIEW),
    ("registrations", "participant"): (VIEW,),
    ("registrations", "consent"): (VIEW,),
    ("registrations", "consenttext"): (ADD, CHANGE, VIEW),
    ("registrations", "historyline"): (VIEW,),
    ("registrations", "letter"): (VIEW,),
}
GROUPS = {"Редакторы": EDITORS, "Регистраторы": REGISTRARS}


def add_groups(apps, schema_editor):
    alias = schema_editor.connection.alias
    for name, rights in GROUPS.items():
        group, _is_new = (
            apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        )
        group.permissions.add(
            *(
                permission(apps, alias, app_label, model, action)
                for (app_label, model), actions in rights.items()
                for action in actions
            )
        )


def permission(apps, alias, app_label, model, action):
    content_type, _is_new = (
        apps.get_model("contenttypes", "ContentType")
        .objects.using(alias)
        .get_or_create(app_label=app_label, model=model)
    )
    verbose_name = apps.get_model(app_label, model)._meta.verbose_name_raw
    found, _is_new = (
        apps.get_model("auth", "Permission")
        .objects.using(alias)
        .get_or_create(
            content_type=content_type,
            codename=f"{action}_{model}",
            defaults={"name": f"Can {action} {verbose_name}"},
        )
    )
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("events", "0001_initial"),
        ("redirects", "0002_alter_redirect_new_path_help_text"),
        ("registrations", "0002_first_consent_text"),
    ]

    operations = [migrations.RunPython(add_groups, migrations.RunPython.noop)]
