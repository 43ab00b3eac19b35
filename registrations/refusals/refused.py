"""What every refusal has: an outcome, a status, and kind words."""

from http import HTTPStatus


class Refused(Exception):
    """What was asked for did not happen. The page keeps everything that was typed."""

    outcome = "invalid"  # the value of `data-outcome`
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    retry_after: int | None = None  # seconds
    may_try_again = True  # whether the same form can still succeed

    @property
    def sentence(self) -> str:
        """What happened and what to do, in the reader's language."""
        raise NotImplementedError
