"""The rows a form becomes: made before the lock is taken, written under it."""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from museumsite.wording import folded
from registrations import links, refusals
from registrations.desk.applications import Answered, Application, Contact, Person
from registrations.models import (
    Answer,
    Choice,
    ChosenChoice,
    Consent,
    ConsentText,
    Intake,
    Participant,
    Registration,
    Upload,
)
from registrations.models.question import private_files

# Without letters and digits that are mistaken for each other when read out or typed.
_TICKET_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_TICKET_LENGTH = 12


def new_registration(intake: Intake, application: Application) -> Registration:
    """The registration, not saved, with a link nobody has seen."""
    link = links.new_link()
    registration = Registration(
        intake=intake,
        form_key=application.form_key,
        link_seed=link.seed,
        secret_hash=link.secret_hash,
        language=application.language,
        accepts_fewer=application.accepts_fewer,
    )
    set_contact(registration, application.contact)
    return registration


def set_contact(registration: Registration, contact: Contact) -> list[str]:
    """Write `contact` onto the row, not saved; the names of the fields that changed."""
    changed = []
    for field, value in vars(contact).items():
        if getattr(registration, field) != value:
            setattr(registration, field, value)
            changed.append(field)
    registration.museum_key = museum_key(contact)
    return changed


def museum_key(contact: Contact | Registration) -> str:
    """What people from one museum have in common, in the directory or typed freely."""
    if contact.organisation_id:
        return f"organisation {contact.organisation_id}"
    return folded(contact.museum)[:260]


def new_participant(person: Person) -> Participant:
    """One participant, not saved, with a ticket code nobody can guess (60 bits)."""
    code = "".join(secrets.choice(_TICKET_ALPHABET) for _ in range(_TICKET_LENGTH))
    participant = Participant(ticket_code=code, mode=person.mode)
    describe(participant, person)
    return participant


def describe(participant: Participant, person: Person) -> bool:
    """Write who it is onto the row, not saved; whether anything changed. The mode is a seat's."""
    before = (participant.name, participant.position, participant.email)
    participant.set_name(person.name)
    participant.position = person.position
    if participant.email != person.email:
        participant.email = person.email
        # A link of their own for the new address; the old one opens nothing any more.
        link = links.new_link() if person.email else None
        participant.link_seed = link.seed if link else ""
        participant.secret_hash = link.secret_hash if link else None
    return before != (participant.name, participant.position, participant.email)


def consents(
    registration: Registration, text_ids: Sequence[int], at: datetime, address: str | None
) -> list[Consent]:
    """One for each purpose the contact person agreed to."""
    purposes = dict(ConsentText.objects.filter(pk__in=text_ids).values_list("pk", "purpose"))
    return [
        Consent(
            registration=registration,
            purpose=purposes[text_id],
            text_id=text_id,
            given_at=at,
            address=address,
        )
        for text_id in text_ids
    ]


def is_possible_repeat(registration: Registration, people: Iterable[Participant]) -> bool:
    """Whether another living registration has the same address or names one of the people."""
    others = Registration.objects.filter(intake=registration.intake).exclude(pk=registration.pk)
    names = [person.name_key for person in people if person.name_key]
    same_address = others.filter(email=registration.email)
    named = Participant.objects.living().filter(name_key__in=names)
    same_person = others.living().filter(participants__in=named)
    return same_address.exists() or (bool(names) and same_person.exists())


def require_size(people: int, most: int) -> None:
    """Raises `TooMany` for a delegation that one registration does not take."""
    if not 1 <= people <= most:
        raise refusals.TooMany(most)


def require_museum_room(
    intake: Intake, registration: Registration, *, newcomers: int, kept: int = 0
) -> None:
    """Raises `MuseumFull` when its museum would send more people than the intake allows.

    `newcomers` come to those whom `registration` has there already (`kept`) and to those of
    other registrations.
    """
    if intake.museum_limit is None or newcomers == 0:
        return
    people = Participant.objects.living().filter(
        registration__intake=intake, registration__museum_key=registration.museum_key
    )
    known = people.exclude(registration=registration.pk).count() + kept
    left = max(0, intake.museum_limit - known)
    if newcomers > left:
        raise refusals.MuseumFull(limit=intake.museum_limit, left=left)


def write_answers(
    registration: Registration,
    answered: Sequence[tuple[Participant | None, Answered]],
) -> None:
    """Put these answers in place of the earlier ones to the same questions by the same people.

    What is not named stays, a file that was sent before for one; what is named without an
    answer goes. Raises `ChoiceFull` when a choice has no places left. The number of queries
    does not depend on the number of answers.
    """
    uploads = Upload.objects.in_bulk(
        [answer.upload_id for _who, answer in answered if answer.upload_id]
    )
    # An upload that has gone became an answer when this form was sent before: that one stays.
    answered = [
        (who, answer)
        for who, answer in answered
        if answer.upload_id is None or answer.upload_id in uploads
    ]
    if not answered:
        return
    named = {(who.pk if who else None, answer.question_id) for who, answer in answered}
    earlier = registration.answers.values_list("pk", "participant_id", "question_id")
    replaced = [pk for pk, who, question in earlier if (who, question) in named]
    kept = Counter(
        ChosenChoice.objects.filter(answer__in=replaced).values_list("choice", flat=True)
    )
    forget_answers(replaced)
    answered = [(who, answer) for who, answer in answered if not answer.is_empty]
    wanted = Counter(choice for _who, answer in answered for choice in answer.choice_ids)
    _require_places(wanted, kept)
    answers = [_answer_row(registration, who, answer, uploads) for who, answer in answered]
    Answer.objects.bulk_create(answers)
    ChosenChoice.objects.bulk_create(
        ChosenChoice(answer=row, choice_id=choice)
        for row, (_who, answer) in zip(answers, answered, strict=True)
        for choice in answer.choice_ids
    )
    # The file is the answer's now: only the row that kept it for the form goes.
    Upload.objects.filter(pk__in=uploads).delete()


def forget_participants(people: Sequence[Participant]) -> None:
    """Remove people with all that was known of them, their files included."""
    forget_answers(list(Answer.objects.filter(participant__in=people).values_list("pk", flat=True)))
    Participant.objects.filter(pk__in=[person.pk for person in people]).delete()


def forget_answers(answer_ids: Sequence[int]) -> None:
    """Remove answers, and their files once that is committed."""
    if not answer_ids:
        return
    found = Answer.objects.filter(pk__in=answer_ids)
    names = list(found.exclude(file="").values_list("file", flat=True))
    found.delete()
    _remove_files(names)


def forget_uploads(form_key: str) -> None:
    """Remove what came with a form and became no answer, the files once that is committed."""
    found = Upload.objects.filter(form_key=form_key)
    names = list(found.values_list("file", flat=True))
    found.delete()
    _remove_files(names)


def _remove_files(names: Sequence[str]) -> None:
    """Not under the lock; and what the storage cannot do is no reason to fail what is done."""

    def remove() -> None:
        for name in names:
            private_files().delete(name)

    if names:
        transaction.on_commit(remove, robust=True)


def _answer_row(
    registration: Registration,
    participant: Participant | None,
    answer: Answered,
    uploads: dict[int, Upload],
) -> Answer:
    row = Answer(
        registration=registration,
        participant=participant,
        question_id=answer.question_id,
        value=answer.value,
    )
    upload = uploads.get(answer.upload_id or 0)
    if upload:
        row.value, row.file = upload.name, upload.file.name
    return row


def places_left(choices: Iterable[Choice]) -> dict[int, int]:
    """How many places each of these choices with limited places has left, in one query."""
    limits = {choice.pk: choice.places for choice in choices if choice.places is not None}
    living = ChosenChoice.objects.filter(
        choice__in=limits, answer__registration__cancelled_at__isnull=True
    ).exclude(answer__participant__seat__in=Participant.GIVEN_BACK)
    taken = dict(
        living.order_by()
        .values("choice")
        .annotate(number=Count("pk"))
        .values_list("choice", "number")
    )
    return {pk: max(0, places - taken.get(pk, 0)) for pk, places in limits.items()}


def _require_places(wanted: Counter[int], kept: Counter[int]) -> None:
    """Raises `ChoiceFull` when more would choose an answer than it has places for.

    Who had chosen it before (`kept`) keeps it, even where the places have become fewer since.
    """
    limited = {
        choice.pk: choice for choice in Choice.objects.filter(pk__in=wanted, places__isnull=False)
    }
    if not limited:
        return
    for pk, left in places_left(limited.values()).items():
        if wanted[pk] > max(left, kept[pk]):
            raise refusals.ChoiceFull(limited[pk].question_id, str(limited[pk]), left, pk)
