"""Who holds a secret link, and what that link may show: never more than is the holder's own."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from registrations import links
from registrations.models import Answer, Consent, Letter, Participant, Registration

_WITH_SESSION = ("intake__session__announcement__contact__organisation", "intake__session__venue")


@dataclass(frozen=True)
class Holder:
    """The contact person; or a participant with an address of their own, who sees no one else."""

    secret: str
    registration: Registration
    participant: Participant | None = None

    def url(self, page: str, *args: object) -> str:
        """The address of one of the holder's pages, in the language that is active."""
        return reverse(f"registrations:{page}", args=[self.secret, *args])

    def people(self) -> QuerySet[Participant]:
        people = self.registration.participants.all()
        return people.filter(pk=self.participant.pk) if self.participant else people.still_named()

    def answers(self) -> QuerySet[Answer]:
        """What the holder may read: a participant only what was answered about them."""
        answers = self.registration.answers.all()
        return answers.filter(participant=self.participant) if self.participant else answers

    def letters(self) -> QuerySet[Letter]:
        """What was written to the holder, not to the others of the registration."""
        return self.registration.letters.filter(participant=self.participant)

    def consents(self) -> QuerySet[Consent]:
        return self.registration.consents.filter(participant=self.participant)


def holder_of(secret: str) -> Holder | None:
    """Whose link this is, in one query or two; None when it opens nothing."""
    secret_hash = links.hash_of(secret)
    registration = (
        Registration.objects.filter(secret_hash=secret_hash).select_related(*_WITH_SESSION).first()
    )
    if registration:
        return Holder(secret, registration)
    participant = (
        Participant.objects.filter(secret_hash=secret_hash)
        .select_related(*(f"registration__{name}" for name in _WITH_SESSION))
        .first()
    )
    return Holder(secret, participant.registration, participant) if participant else None
