"""Years and months of publication, by the site's own clock."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear

from events.models import AnnouncementQuerySet
from events.months import Month


def years_of(published: AnnouncementQuerySet) -> list[int]:
    """From the newest year in which something was published to the first, by two look-ups.

    Years of silence between them are among them: to leave them out every row would be read.
    """
    dates = published.order_by("published_at").values_list("published_at", flat=True)
    first, last = dates.first(), dates.last()
    if first is None or last is None:
        return []
    return list(range(_month_of(last).year, _month_of(first).year - 1, -1))


def within(published: AnnouncementQuerySet, first: Month, last: Month) -> AnnouncementQuerySet:
    """What was published from the month `first` to the month `last`, both included."""
    return published.filter(
        published_at__gte=_beginning(first), published_at__lt=_beginning(last.next)
    )


def numbers_by_month(published: AnnouncementQuerySet) -> dict[Month, int]:
    """How much was published in each month that was not empty, the newest first."""
    zone = _zone()
    counted = (
        published.annotate(
            year=ExtractYear("published_at", tzinfo=zone),
            month=ExtractMonth("published_at", tzinfo=zone),
        )
        .order_by("-year", "-month")
        .values_list("year", "month")
        .annotate(number=Count("pk"))
    )
    return {Month(year, month): number for year, month, number in counted}


def month_before(published: AnnouncementQuerySet, month: Month) -> Month | None:
    """The last month before `month` in which something was published."""
    earlier = published.filter(published_at__lt=_beginning(month)).order_by("-published_at")
    found = earlier.values_list("published_at", flat=True).first()
    return _month_of(found) if found else None


def month_after(published: AnnouncementQuerySet, month: Month) -> Month | None:
    """The first month after `month` in which something was published."""
    later = published.filter(published_at__gte=_beginning(month.next)).order_by("published_at")
    found = later.values_list("published_at", flat=True).first()
    return _month_of(found) if found else None


def _month_of(moment: datetime) -> Month:
    return Month.of(moment.astimezone(_zone()).date())


def _beginning(month: Month) -> datetime:
    """The first instant of `month`."""
    return datetime.combine(month.first, time.min, tzinfo=_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
