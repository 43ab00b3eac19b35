"""The default words of every kind of letter: good enough to be sent untouched.

Each is a subject, a heading, paragraphs and the words on the button; around them the layout
puts what is held, when, where, for whom, and who answers questions. The names in braces are
those of `placeholders.py`. A paragraph in which one of them has nothing to say is left out:
that is how one text serves those who have seats and those who wait. A colleague's own words
(`LetterWording`, `Mailing`) take the place of subject and paragraphs, and work alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registrations.models import Kind

Words = str | Promise
_LOOK = _("Open the registration")
_OWN_PAGE = _("Open my page")
_GREETING = _("Dear {имя},")


@dataclass(frozen=True)
class DefaultWords:
    """What a letter of one kind says unless a colleague has said it in other words."""

    subject: Words
    heading: Words
    paragraphs: Sequence[Words]
    button: Words = ""
    # To a participant with an address of their own, where it differs.
    own_paragraphs: Sequence[Words] = ()
    greeting: Words = _GREETING

    def button_for(self, *, to_participant: bool) -> str:
        """A participant's page is that person's, and no registration to look at."""
        return str(_OWN_PAGE if to_participant and self.button is _LOOK else self.button)

    def body(self, *, to_participant: bool = False) -> str:
        """The paragraphs as one text, in the language that is active."""
        paragraphs = (to_participant and self.own_paragraphs) or self.paragraphs
        return "\n\n".join(map(str, [self.greeting, *paragraphs]))


_CANCEL_KINDLY = _(
    "If your plans change, please cancel on your page: somebody else may be waiting for the seat."
)
_ANEW = _("While sign-up is open, you can register anew: {форма}")

DEFAULT_WORDS: dict[str, DefaultWords] = {
    Kind.RECEIVED: DefaultWords(
        subject=_("Registration received: {мероприятие}"),
        heading=_("Your registration is received"),
        paragraphs=[
            _(
                "Thank you. The organisers consider each registration and will write to you when"
                " they have decided. You need not do anything until then."
            ),
        ],
        button=_LOOK,
    ),
    Kind.CONFIRMED: DefaultWords(
        subject=_("Registration accepted: {мероприятие}"),
        heading=_("Your registration is accepted"),
        paragraphs=[
            _("We are keeping {места} for you and look forward to seeing you."),
            _CANCEL_KINDLY,
        ],
        button=_LOOK,
    ),
    Kind.WAITING: DefaultWords(
        subject=_("On the waiting list: {мероприятие}"),
        heading=_("You are on the waiting list"),
        paragraphs=[
            _("We are keeping {места} for you already; the others of your registration wait."),
            _("Your place on the waiting list is number {номер}."),
            _(
                "When a seat becomes free, we write at once to whoever is first on the list."
                " Until then you need not do anything."
            ),
        ],
        button=_LOOK,
    ),
    Kind.PROMOTED: DefaultWords(
        subject=_("A seat has become free: {мероприятие}"),
        heading=_("There is room for you"),
        paragraphs=[
            _("Your turn on the waiting list has come: {места} for you. We look forward to it."),
            _CANCEL_KINDLY,
        ],
        button=_LOOK,
    ),
    Kind.OFFERED: DefaultWords(
        subject=_("Please answer, a seat has become free: {мероприятие}"),
        heading=_("A seat has become free. Will you come?"),
        paragraphs=[
            _("Your turn on the waiting list has come: we hold {места} for you {срок}."),
            _(
                "Please say on your page whether you will come. Without an answer the offer goes"
                " on to the next on the list."
            ),
        ],
        button=_("Answer"),
    ),
    Kind.OFFER_LAPSED: DefaultWords(
        subject=_("The time to answer is over: {мероприятие}"),
        heading=_("The time to answer is over"),
        paragraphs=[
            _(
                "We held a seat for you but had no answer in time, so it has gone on to the next"
                " on the waiting list."
            ),
            _("{остальные}"),
            _ANEW,
        ],
        button=_LOOK,
    ),
    Kind.LIST_CLOSED: DefaultWords(
        subject=_("The waiting list is closed: {мероприятие}"),
        heading=_("The waiting list is closed"),
        paragraphs=[
            _("Unfortunately no seat became free in time. Thank you for having waited."),
            _("{остальные}"),
            _("We shall be glad to see you another time."),
        ],
        button=_LOOK,
    ),
    Kind.APPROVED: DefaultWords(
        subject=_("Registration approved: {мероприятие}"),
        heading=_("Your registration is approved"),
        paragraphs=[
            _("The organisers have approved your registration."),
            _("We are keeping {места} for you and look forward to seeing you."),
            _(
                "There are not enough free seats at the moment: your place on the waiting list is"
                " number {номер}. When your turn comes, we write at once."
            ),
        ],
        button=_LOOK,
    ),
    Kind.DECLINED: DefaultWords(
        subject=_("About your registration: {мероприятие}"),
        heading=_("About your registration"),
        paragraphs=[
            _("Unfortunately the organisers cannot accept your registration this time."),
            "{слова}",
            _("Thank you for your interest. We shall be glad to see you another time."),
        ],
        button=_LOOK,
    ),
    Kind.CORRECTED: DefaultWords(
        subject=_("Registration changed: {мероприятие}"),
        heading=_("Your registration is changed"),
        paragraphs=[
            _("{выбывшие}"),
            _("The changes are saved. {состояние}."),
            _("If it was not you who changed it, please tell the contact person named below."),
        ],
        button=_LOOK,
    ),
    Kind.CANCELLED: DefaultWords(
        subject=_("Participation cancelled: {мероприятие}"),
        heading=_("Participation is cancelled"),
        paragraphs=[
            _("Participation is cancelled, and the seats are free for others."),
            _("{остальные}"),
            _ANEW,
        ],
        button=_LOOK,
        own_paragraphs=[
            _("Your participation is cancelled, and the seat is free for others."),
            _("If you did not expect this, please ask {заявитель}, who had signed you up."),
        ],
    ),
    Kind.ADDRESS_CHECK: DefaultWords(
        subject=_("Please confirm your address: {мероприятие}"),
        heading=_("Please confirm your address"),
        paragraphs=[
            _(
                "We have your registration. One step is left: please open your page and confirm"
                " there that letters reach you. We hold the registration for you {срок}."
            ),
            _("If you did not sign up, do nothing: the registration will lapse by itself."),
        ],
        button=_("Confirm the address"),
    ),
    Kind.ADDRESS_REMINDER: DefaultWords(
        subject=_("Your address is not confirmed yet: {мероприятие}"),
        heading=_("Your address is not confirmed yet"),
        paragraphs=[
            _(
                "Please open your page and confirm there that letters reach you. We hold the"
                " registration for you {срок}; after that it lapses."
            ),
            _("If you did not sign up, do nothing."),
        ],
        button=_("Confirm the address"),
    ),
    Kind.ADDRESS_LAPSED: DefaultWords(
        subject=_("The registration has lapsed: {мероприятие}"),
        heading=_("The registration has lapsed"),
        paragraphs=[
            _("Your address was not confirmed in time, and the registration has lapsed."),
            _ANEW,
        ],
        button=_LOOK,
    ),
    Kind.PARTICIPANT: DefaultWords(
        subject=_("You have been signed up: {мероприятие}"),
        heading=_("You have been signed up"),
        paragraphs=[
            _("{заявитель}, {музей}, has signed you up. {состояние}."),
            _("Your place on the waiting list is number {номер}."),
            _(
                "Please look at your own page: there you can confirm your consent to the"
                " processing of personal data, and there your ticket will be."
            ),
        ],
        button=_OWN_PAGE,
    ),
    Kind.REMINDER: DefaultWords(
        subject=_("Reminder: {мероприятие}"),
        heading=_("See you soon"),
        paragraphs=[
            _("This is to remind you: {когда}. We look forward to seeing you."),
            _("To take part online, follow this link: {подключение}"),
            _("How to get there: {проезд}"),
            _CANCEL_KINDLY,
        ],
        button=_("Open the tickets"),
    ),
    Kind.UNFINISHED: DefaultWords(
        subject=_("Something is still missing: {мероприятие}"),
        heading=_("Something is still missing"),
        paragraphs=[
            _("Your registration is not complete yet. Still missing: {недостаёт}."),
            _("Please add it on your page {срок}."),
        ],
        button=_("Complete the registration"),
    ),
    Kind.CHANGED: DefaultWords(
        subject=_("Date or place has changed: {мероприятие}"),
        heading=_("Date or place has changed"),
        paragraphs=[
            _("What you signed up for is now held as follows: {когда}. Place: {где}."),
            _("{состояние}. If this does not suit you, please cancel on your page."),
        ],
        button=_LOOK,
    ),
    Kind.SESSION_CANCELLED: DefaultWords(
        subject=_("Will not be held: {мероприятие}"),
        heading=_("The session will not be held"),
        paragraphs=[
            _("To our regret what you signed up for is cancelled. You need not do anything."),
            _("We apologise, and shall be glad to see you another time."),
        ],
        button=_LOOK,
    ),
    Kind.CERTIFICATE: DefaultWords(
        subject=_("The certificate is ready: {мероприятие}"),
        heading=_("The certificate is ready"),
        paragraphs=[
            _("Thank you for having taken part. The certificate is ready: it is on your page."),
        ],
        button=_("Open the certificate"),
    ),
    Kind.MESSAGE: DefaultWords(
        subject=_("From the organisers: {мероприятие}"),
        heading=_("From the organisers"),
        paragraphs=[
            _("We write to you because you are signed up. All that is current is on your page."),
        ],
        button=_LOOK,
    ),
    Kind.NEWS: DefaultWords(
        subject=_("News: {мероприятие}"),
        heading=_("News"),
        paragraphs=[_("All that is current is on the site.")],
    ),
    Kind.LINKS: DefaultWords(
        subject=_("Links to your registrations"),
        heading=_("Your registrations"),
        greeting=_("Good day,"),
        paragraphs=[
            _(
                "somebody, probably you, asked for the links to what is signed up for this"
                " address. Here is all that is current."
            ),
        ],
    ),
}


def default_words(kind: str, *, to_participant: bool = False) -> tuple[str, str]:
    """Subject and text of this kind in the language that is active, names in braces and all."""
    words = DEFAULT_WORDS[kind]
    return str(words.subject), words.body(to_participant=to_participant)
