"""What colleagues write to many at once: to whom it goes, and putting it into the outbox.

A message goes at once, or is written now and goes by itself later: then the clock counts its
group again and queues the letters (`clockwork/scheduled_mailings.py`), unless called off.

Letters concern people of living registrations. The contact person gets one for those whom the
group is about; each of them with an own address gets the own one. News are another matter:
they go to addresses, once to each, and to nobody whose consent is not in force.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from museumsite import moments
from registrations import letters
from registrations.desk.record import has_own_address
from registrations.desk.untold import tell_untold
from registrations.models import (
    Consent,
    Intake,
    Kind,
    Letter,
    Mailing,
    Participant,
    Purpose,
    Registration,
)
from registrations.turns import turn_at
from registrations.unfinished import unanswering, unconsenting, unfinished

Group, Seat = Mailing.Group, Participant.Seat
# What a colleague may write by hand; all other kinds tell of a step at the desk.
KINDS = (Kind.MESSAGE, Kind.NEWS, Kind.CHANGED, Kind.SESSION_CANCELLED, Kind.CERTIFICATE)
# These have words of their own, which a colleague's are added to; the others are what one writes.
WITH_DEFAULT_WORDS = (Kind.CHANGED, Kind.SESSION_CANCELLED, Kind.CERTIFICATE)
_LIVING = (Seat.SEATED, Seat.OFFERED, Seat.WAITING, Seat.PENDING)
_WHO: dict[str, Q] = {
    Group.ALL: Q(seat__in=_LIVING),
    Group.SEATED: Q(seat=Seat.SEATED),
    Group.IN_PERSON: Q(seat=Seat.SEATED, mode=Participant.Mode.IN_PERSON),
    Group.ONLINE: Q(seat=Seat.SEATED, mode=Participant.Mode.ONLINE),
    Group.WAITING: Q(seat=Seat.WAITING),
    Group.PENDING: Q(seat=Seat.PENDING),
    Group.UNFINISHED: Q(seat__in=_LIVING),
    Group.NEWS: Q(seat__in=_LIVING),
}


class NumberChanged(Exception):
    """Meanwhile it would go to `number` recipients, not to those a colleague agreed to."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True)
class Recipient:
    """One letter's address: the contact person, or a participant with an own one."""

    registration: Registration
    participant: Participant | None
    people: tuple[int, ...]  # keys of those the letter is about

    @property
    def address(self) -> str:
        return self.participant.email if self.participant else self.registration.email


def recipients(intake: Intake, kind: str, group: str) -> list[Recipient]:
    """Who gets a message, in the order of their registrations; two queries for any number."""
    is_news = kind == Kind.NEWS or group == Group.NEWS
    chosen = Participant.objects.filter(_WHO[group]).annotate(
        is_unfinished=Q(Exists(_same(unconsenting()))) | Q(Exists(_same(unanswering()))),
        agreed_to_news=Exists(_news_consents().filter(participant=OuterRef("pk"))),
        had_letters=Exists(Letter.objects.filter(participant=OuterRef("pk"))),
    )
    registrations = (
        Registration.objects.living()
        .filter(intake=intake)
        .annotate(agreed_to_news=Exists(_own_news_consents()))
        .prefetch_related(Prefetch("participants", chosen.order_by("pk"), to_attr="chosen"))
        .order_by("pk")
    )
    if group == Group.UNFINISHED:
        registrations = registrations.filter(pk__in=unfinished().filter(intake=intake).values("pk"))
    found = [one for registration in registrations for one in _of(registration, group)]
    return _once_to_an_address(found) if is_news else found


def send(
    *,
    intake: Intake,
    kind: str,
    group: str,
    subject: str,
    body: str,
    form_key: str,
    staff: User,
    expected: int,
    send_at: datetime | None = None,
) -> Mailing:
    """Put a message to all of `group` into the outbox, in one transaction, or keep it for later.

    With `send_at` it is only kept: the clock queues it then, whatever the number is by that
    time. The same form sent again is the same message. Raises `NumberChanged` when it would go
    at once to another number of recipients than the `expected` one, `Busy`; then nothing was
    written.
    """
    # Under the intake's lock: whoever withdraws the consent meanwhile is written to no more.
    with turn_at(intake.pk) as locked:
        earlier = Mailing.objects.filter(form_key=form_key).first()
        if earlier:
            return earlier
        mailing = Mailing(
            intake=locked,
            form_key=form_key,
            kind=kind,
            group=group,
            subject=subject,
            body=body,
            written_by=staff,
            send_at=send_at,
        )
        if send_at is not None:
            mailing.save(force_insert=True)
            return mailing
        at = moments.now_under_lock()
        found = recipients(locked, kind, group)
        if len(found) != expected:
            raise NumberChanged(len(found))
        _queue(mailing, found, at)
    return mailing


def send_scheduled(mailing_pk: int) -> bool:
    """Queue a message whose time has come to those who are of its group now; whether it went.

    Under the intake's lock, so that it goes once, and not when it was called off.
    """
    intake_pk = Mailing.objects.values_list("intake", flat=True).get(pk=mailing_pk)
    with turn_at(intake_pk) as locked:
        at = moments.now_under_lock()
        mailing = Mailing.objects.due(at).filter(pk=mailing_pk).first()
        if mailing is None:
            return False
        _queue(mailing, recipients(locked, mailing.kind, mailing.group), at)
    return True


def call_off(mailing: Mailing) -> bool:
    """Whether a message that was to go later will not go: False when it has gone meanwhile.

    Called off twice is called off once. Raises `Busy`.
    """
    with turn_at(mailing.intake_id):
        to_go = Mailing.objects.filter(pk=mailing.pk, queued_at__isnull=True)
        to_go.filter(called_off_at__isnull=True).update(called_off_at=moments.now_under_lock())
        return to_go.exists()


def _queue(mailing: Mailing, found: Sequence[Recipient], at: datetime) -> None:
    mailing.queued_at, mailing.recipients = at, len(found)
    mailing.save()
    Letter.objects.bulk_create(letter_to(recipient, mailing, at) for recipient in found)
    if found:
        tell_untold(mailing.intake_id, mailing.kind)


def letter_to(recipient: Recipient, mailing: Mailing, at: datetime) -> Letter:
    """The letter of `mailing`, not written, for one recipient: what is sent, and what is shown."""
    return letters.row(
        recipient.registration,
        Kind(mailing.kind),
        at,
        participant=recipient.participant,
        mailing=mailing,
        people=list(recipient.people),
    )


def _of(registration: Registration, group: str) -> Iterable[Recipient]:
    people: list[Participant] = registration.__dict__["chosen"]
    if not people:
        return
    yield Recipient(registration, None, tuple(person.pk for person in people))
    for person in people:
        # Nobody can make the site write to strangers (as `desk/record.py` has it).
        is_known = person.__dict__["had_letters"] or not registration.awaits_address
        is_concerned = group != Group.UNFINISHED or person.__dict__["is_unfinished"]
        if has_own_address(person, registration) and is_known and is_concerned:
            yield Recipient(registration, person, (person.pk,))


def _once_to_an_address(found: Iterable[Recipient]) -> list[Recipient]:
    """Those who agreed to news, each address once however many registrations it sent."""
    known: dict[str, Recipient] = {}
    for recipient in found:
        row = recipient.participant or recipient.registration
        if row.__dict__["agreed_to_news"]:
            known.setdefault(recipient.address.casefold(), recipient)
    return list(known.values())


def _news_consents() -> QuerySet[Consent]:
    return Consent.objects.in_force().filter(purpose=Purpose.NEWS)


def _own_news_consents() -> QuerySet[Consent]:
    """The contact person's: only from an address that is known to be theirs, if that is checked."""
    return _news_consents().filter(
        Q(registration__address_check_until__isnull=True)
        | Q(registration__address_confirmed_at__isnull=False),
        registration=OuterRef("pk"),
        participant__isnull=True,
    )


def _same(people: QuerySet[Participant]) -> QuerySet[Participant]:
    return people.filter(pk=OuterRef("pk"))
