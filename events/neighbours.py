"""What other apps know of an announcement, asked without importing them.

`events` knows nothing of sign-up (design.md, «The house»), yet an editor must hear of it before
a page is taken down or published. Whoever knows more puts a function into one of these lists
when its app is ready; each is asked in turn, for all announcements at once.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from events.models import Announcement, Session
    from events.readiness import Problem

# What the withdrawal of these pages means for others, a sentence each.
withdrawal_warnings: "list[Callable[[Sequence[Announcement], datetime], list[str]]]" = []
# What is not right about these sessions of one page before it is published.
session_checks: "list[Callable[[Sequence[Session], datetime], list[Problem]]]" = []
# Whether people count on this session: then it is changed on its own page only, by hand.
session_holders: "list[Callable[[Session], bool]]" = []
