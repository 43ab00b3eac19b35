"""What is wrong with a form itself: everybody can mend it and send it again."""

from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations.refusals.refused import Refused


class Invalid(Refused):
    """A field is wrong; the form says which."""

    @property
    def sentence(self) -> str:
        return _("Please correct the fields named below. Everything you typed is kept.")


class MoreQuestions(Refused):
    """The answers have opened questions that the page had not shown."""

    @property
    def sentence(self) -> str:
        return _(
            "Your answers have opened more questions. Please answer them and send the form once"
            " more: everything you typed is kept."
        )


class ChangedMeanwhile(Refused):
    """Staff deleted something the form names, a question for one, while it was on its way."""

    status = HTTPStatus.CONFLICT

    @property
    def sentence(self) -> str:
        return _(
            "The organisers have changed this form while you were sending it. Please look it"
            " through and send it once more: everything you typed is kept."
        )


class ProbableSlip(Refused):
    """An address looks mistyped; nobody but the person can say."""

    @property
    def sentence(self) -> str:
        return _(
            "There may be a slip in an e-mail address. Please look: letters go there and nowhere"
            " else. Everything you typed is kept."
        )


class NotTicked(Refused):
    """The box beside a consent was left empty."""

    @property
    def sentence(self) -> str:
        return _("To agree, tick the box beside the text of the consent.")


class TooMany(Refused):
    """More people than one registration takes, or nobody at all."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    @property
    def sentence(self) -> str:
        return ngettext(
            "One registration takes %(number)d participant at the most, and one at least.",
            "One registration takes %(number)d participants at the most, and one at least.",
            self.most,
        ) % {"number": self.most}


class FilledByRobot(Refused):
    """The field that people do not see was filled in: by a robot, or by an eager browser."""

    @property
    def sentence(self) -> str:
        return _(
            "Your browser filled in a field that must stay empty. We have emptied it:"
            " please send the form once more."
        )


class StaleForm(Refused):
    """The hidden key of the form is missing, damaged or of another form."""

    @property
    def sentence(self) -> str:
        return _("The form came damaged. We have mended it: please send it once more.")


class NoCookie(Refused):
    """The browser did not send the cookie that protects the form."""

    status = HTTPStatus.FORBIDDEN

    @property
    def sentence(self) -> str:
        return _(
            "Your browser did not send the cookie that protects this form. Please send the form"
            " once more; if this page comes back, allow cookies for this site."
        )
