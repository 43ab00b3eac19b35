"""Pages of a list that may be very long: as many as anybody turns, then it ends and says so."""

from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

if TYPE_CHECKING:
    AnyPaginator = Paginator[Any]
else:
    AnyPaginator = Paginator  # not subscriptable when it runs

PAGE_SIZE = 12
MOST_PAGES = 100
MOST = PAGE_SIZE * MOST_PAGES


class BoundedPaginator(AnyPaginator):
    """A paginator that neither counts nor skips more than `MOST` rows.

    `unordered` has the same rows: what is only counted need not be put in order.
    """

    def __init__(self, found: Any, unordered: Any) -> None:
        super().__init__(found, PAGE_SIZE)
        self.unordered = unordered

    @cached_property
    def _counted(self) -> int:
        return int(self.unordered.order_by()[: MOST + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST)

    @property
    def is_cut(self) -> bool:
        """Whether there is more than its pages show."""
        return self._counted > MOST


def page_of(found: Any, unordered: Any, number: str | None) -> "Page[Any]":
    """The page a visitor asked for; a number that is none, or too large, gets the nearest."""
    return BoundedPaginator(found, unordered).get_page(number)
