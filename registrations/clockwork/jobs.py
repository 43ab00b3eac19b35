"""What a job of the clock is."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Job:
    """Something that happens by the clock: what is due, by keys, and the doing of one of them.

    `due` costs a few queries that do not grow. `do` takes the intake's turn, decides for
    itself whether it is time, and says how many things it did.
    """

    name: str
    due: Callable[[datetime], Iterable[Hashable]]
    do: Callable[[Any], int]
