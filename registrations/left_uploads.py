"""Files that came with forms nobody sent again: kept for a day, then removed."""

from datetime import datetime, timedelta

from registrations.models import Upload
from registrations.models.question import private_files
from registrations.turns import turn_at

KEPT_FOR = timedelta(days=1)


def forget_left_uploads(at: datetime) -> int:
    """Remove files uploaded more than a day before `at`, and their rows; how many.

    Under the lock of the intake, where the desk makes answers of uploads: a form that is sent
    after all takes its file with it, or does not find it any more. Raises `Busy`.
    """
    left = Upload.objects.filter(uploaded_at__lte=at - KEPT_FOR)
    removed = 0
    for intake_id in left.order_by().values_list("intake", flat=True).distinct():
        with turn_at(intake_id):
            rows = list(left.filter(intake=intake_id))
            Upload.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for row in rows:
            private_files().delete(row.file.name)
        removed += len(rows)
    return removed
