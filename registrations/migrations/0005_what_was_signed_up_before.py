"""What was signed up before gets seats, keys, ticket codes and reasons; letters keep their words."""

import secrets

from django.db import migrations
from django.db.models import F

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def folded(text):
    plain = text.lower().replace("ё", "е")
    for mark in "«»„“”\"'`":
        plain = plain.replace(mark, " ")
    return " ".join(plain.split())


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias

    def rows(name):
        return apps.get_model("registrations", name).objects.using(alias)

    cancelled = rows("Registration").filter(cancelled_at__isnull=False)
    withdrawn = rows("Consent").filter(withdrawn_at__isnull=False).values("registration")
    cancelled.filter(pk__in=withdrawn).update(ending="withdrawn")
    cancelled.filter(ending="").update(ending="cancelled")
    rows("Participant").filter(registration__in=cancelled.values("pk")).update(seat="released")
    for registration in rows("Registration").iterator():
        registration.museum_key = folded(registration.museum)[:260]
        registration.save(update_fields=["museum_key"])
    for participant in rows("Participant").iterator():
        participant.name_key = folded(participant.name)
        participant.ticket_code = "".join(secrets.choice(ALPHABET) for _ in range(12))
        participant.save(update_fields=["name_key", "ticket_code"])
    for line in rows("HistoryLine").select_related("registration").iterator():
        line.intake_id = line.registration.intake_id
        line.by = "staff" if line.staff_id else "participant"
        line.save(update_fields=["intake_id", "by"])
    rows("Letter").update(worded_at=F("queued_at"))
    # Letters still on their way: a mark now names whose link it stands for.
    for letter in rows("Letter").filter(sent_at=None).iterator():
        mark = f"%personal-link:R{letter.registration_id}%"
        letter.body_text = letter.body_text.replace("%personal-link%", mark)
        letter.body_html = letter.body_html.replace("%personal-link%", mark)
        letter.save(update_fields=["body_text", "body_html"])


class Migration(migrations.Migration):
    dependencies = [("registrations", "0004_sign_up_in_full")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
