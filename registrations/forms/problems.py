"""What is wrong with a form, line by line, each leading to its field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from registrations.forms.addresses import AddressBoundField
from registrations.forms.parts import PartForm, ParticipantForm
from registrations.forms.questionnaire import field_name
from registrations.forms.sent import PREFIX


@dataclass(frozen=True)
class Problem:
    """One line of the summary: what is wrong, and where."""

    anchor: str
    words: str


def problems_of(
    parts: Sequence[PartForm], slips: Sequence[AddressBoundField], too_many: Sequence[str]
) -> Iterator[Problem]:
    """Wrong fields in the order of the page, then what is only asked about."""
    yield from (Problem(PREFIX, words) for words in too_many)
    for part in parts:
        who = ""
        if isinstance(part, ParticipantForm):
            who = _("Participant %(number)d") % {"number": part.number + 1} + ", "
        for field, words in part.problems():
            mark = "" if str(field.label).endswith(("?", "!", ".", "…")) else ":"
            yield Problem(_anchor(field), f"{who}{field.label}{mark} {words}")
    for slip in slips:
        words = _("%(address)s: is there a slip?") % {"address": slip.typed_address}
        yield Problem(_anchor(slip), words)
    for part in parts:
        for question in part.opened:
            opened = part[field_name(question)]
            words = _("New question: %(text)s") % {"text": opened.label}
            yield Problem(_anchor(opened), words)


def _anchor(field: BoundField) -> str:
    return field.id_for_label or field.auto_id
