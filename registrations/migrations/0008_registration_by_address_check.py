"""The clock asks in each of its rounds whose address was to be confirmed by now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registrations", "0007_more_consents_and_rights")]

    operations = [
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(
                    ("address_check_until__isnull", False),
                    ("address_confirmed_at__isnull", True),
                    ("cancelled_at__isnull", True),
                ),
                fields=["address_check_until"],
                name="registration_unconfirmed",
            ),
        ),
    ]
