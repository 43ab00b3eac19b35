"""Who has not done yet what a registration still needs: names, consents, answers.

One answer for the letters by the clock, for messages to «those who are unfinished» and for the
registrars' list. About those who have seats or wait for them; the callers choose the sessions.
Each is a condition inside the database: no query here grows with the number of people.
"""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from registrations.models import Answer, Consent, Participant, Purpose, Question, Registration

_CONCERNED = (Participant.Seat.SEATED, Participant.Seat.OFFERED, Participant.Seat.WAITING)


@dataclass(frozen=True)
class Missing:
    """What one registration still needs, and of whom: keys of participants."""

    names: frozenset[int]
    consents: frozenset[int]
    answers: frozenset[int]
    registrations_answers: bool  # what is asked once, of the registration
    contacts_consent: bool  # of a registration that a colleague entered by hand

    def __bool__(self) -> bool:
        return self.registrations_answers or self.contacts_consent or self.is_of_people

    @property
    def is_of_people(self) -> bool:
        """Whether anything is missing of single participants."""
        return bool(self.names or self.consents or self.answers)


# --- Participants


def nameless() -> QuerySet[Participant]:
    """Participants who are to be named later."""
    return _concerned().filter(name="")


def unconsenting() -> QuerySet[Participant]:
    """Participants with an address of their own who have not agreed themselves."""
    agreed = Consent.objects.in_force().filter(
        participant=OuterRef("pk"), purpose=Purpose.PROCESSING
    )
    own_address = _concerned().exclude(email="").exclude(email=F("registration__email"))
    return own_address.filter(~Exists(agreed))


def unanswering() -> QuerySet[Participant]:
    """Participants with seats who owe an answer to a question asked later (`Stage.ACCEPTED`)."""
    owed = _owed(Question.Asks.PARTICIPANT, intake="registration__intake", participant="pk")
    return _concerned().filter(Exists(owed), seat=Participant.Seat.SEATED)


# --- Registrations


def names_missing() -> QuerySet[Registration]:
    """Living registrations that have still to name somebody."""
    return Registration.objects.living().filter(_has(nameless()))


def consents_missing() -> QuerySet[Registration]:
    """Living registrations of which the contact person, or somebody written to, has not agreed."""
    return Registration.objects.living().filter(_has(unconsenting()) | _lacks_contacts_consent())


def answers_missing() -> QuerySet[Registration]:
    """Living registrations with seats that owe an answer, somebody's or their own."""
    return Registration.objects.living().filter(_has(unanswering()) | _owes_own_answer())


def unfinished() -> QuerySet[Registration]:
    """Living registrations that still need anything of the three."""
    people = _has(nameless()) | _has(unconsenting()) | _has(unanswering())
    own = _owes_own_answer() | _lacks_contacts_consent()
    return Registration.objects.living().filter(people | own)


def addresses_unconfirmed() -> QuerySet[Registration]:
    """Living registrations whose seats are held until the address is confirmed."""
    return Registration.objects.living().filter(
        address_check_until__isnull=False, address_confirmed_at__isnull=True
    )


def missing_of(registration: Registration) -> Missing:
    """What exactly `registration` still needs, in four queries."""
    own = Registration.objects.living().filter(pk=registration.pk)
    flags = own.annotate(owes=_owes_own_answer(), lacks=_lacks_contacts_consent())
    owes, lacks = flags.values_list("owes", "lacks").first() or (False, False)
    names, consents, answers = (
        frozenset(people.filter(registration=registration).values_list("pk", flat=True))
        for people in (nameless(), unconsenting(), unanswering())
    )
    return Missing(names, consents, answers, owes, lacks)


def _concerned() -> QuerySet[Participant]:
    return Participant.objects.filter(seat__in=_CONCERNED, registration__cancelled_at__isnull=True)


def _has(people: QuerySet[Participant]) -> Q:
    return Q(Exists(people.filter(registration=OuterRef("pk"))))


def _lacks_contacts_consent() -> Q:
    agreed = Consent.objects.in_force().filter(
        registration=OuterRef("pk"), participant__isnull=True, purpose=Purpose.PROCESSING
    )
    return ~Q(Exists(agreed))


def _owes_own_answer() -> Q:
    owed = _owed(Question.Asks.REGISTRATION, intake="intake", registration="pk")
    seated = Participant.objects.filter(registration=OuterRef("pk"), seat=Participant.Seat.SEATED)
    return Q(Exists(owed)) & Q(Exists(seated))


def _owed(
    asks: Question.Asks, *, intake: str, participant: str = "", registration: str = "registration"
) -> QuerySet[Question]:
    """Required later questions, shown and unanswered; the names are of the outer query's columns.

    A question that follows from another one is shown when that has the answer it asks for: the
    participant's own, or the registration's.
    """
    of_registration = {
        "registration": OuterRef(OuterRef(registration)),
        "participant__isnull": True,
    }
    of_participant = {"participant": OuterRef(OuterRef(participant))} if participant else {}
    own = Answer.objects.filter(**(of_participant or of_registration))
    given = own.filter(question=OuterRef("pk")).filter(
        ~Q(value="") | ~Q(file="") | Q(chosen__isnull=False)
    )
    whose = Q(**of_registration) | (Q(**of_participant) if participant else Q(pk__in=[]))
    opening = Answer.objects.filter(whose, question=OuterRef("shown_if_question"))
    is_opened = Exists(opening.filter(chosen__choice=OuterRef("shown_if_choice"))) | Exists(
        opening.filter(question__kind=Question.Kind.YES_NO, value="yes")
    )
    return Question.objects.filter(
        ~Exists(given),
        Q(shown_if_question__isnull=True) | Q(is_opened),
        intake=OuterRef(intake),
        asks=asks,
        stage=Question.Stage.ACCEPTED,
        is_required=True,
    )
