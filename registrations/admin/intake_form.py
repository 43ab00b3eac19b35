"""The rules of one sign-up as a colleague types them, checked against what they mean.

Only what this colleague changed goes to the desk: each field carries the value with which the
page was opened, so that two colleagues with the same page do not undo each other's work.
"""

from typing import Any

from django import forms
from django.contrib.admin.utils import display_for_field
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Session
from museumsite import moments, wording
from registrations.models import ConsentText, Intake, Purpose

BELOW_TAKEN = "goes_below_taken"  # the tick with which staff confirm a limit below what is taken
_LIMITS = ("capacity", "online_capacity")
_OF_THE_LIST = ("promote_until_date", "offers_from_days")
_PURPOSES = {"asks_photographs": Purpose.PHOTOGRAPHS, "asks_news": Purpose.NEWS}


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    """What every form about an intake checks beside `Intake.clean`."""

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        session = typed.get("session") or getattr(self.instance, "session", None)
        if session is not None:
            self._check_ways_to_attend(session, typed)
            self._check_days(session, typed)
        self._check_consent_texts(typed)
        return typed

    def _check_ways_to_attend(self, session: Session, typed: dict[str, Any]) -> None:
        """Places and a link for people online are for sessions that have any."""
        if typed.get("online_capacity") is not None and session.mode != Session.Mode.HYBRID:
            words = _("Only a session held in two ways has places online apart from the hall.")
            self.add_error("online_capacity", ValidationError(words, code="not_hybrid"))
        if typed.get("online_link") and session.mode == Session.Mode.IN_PERSON:
            words = _("Nobody takes part online: the session is held in person.")
            self.add_error("online_link", ValidationError(words, code="not_online"))

    def _check_days(self, session: Session, typed: dict[str, Any]) -> None:
        last_days = {
            "corrections_until_date": (
                session.last_date,
                _("This is after the session, which ends on %(day)s."),
            ),
            "names_until_date": (
                session.start_date,
                _("This is after the session has started, on %(day)s."),
            ),
        }
        for field, (last_day, words) in last_days.items():
            if field in self.changed_data and typed.get(field) and typed[field] > last_day:
                said = words % {"day": wording.day(last_day)}
                self.add_error(field, ValidationError(said, code="after_session"))

    def _check_consent_texts(self, typed: dict[str, Any]) -> None:
        """A form can ask for a consent only when there is a text to agree to."""
        wanted = [field for field in _PURPOSES if field in self.changed_data and typed.get(field)]
        if not wanted:
            return
        in_force = ConsentText.objects.all_current(moments.now())
        for field in wanted:
            if _PURPOSES[field] not in in_force:
                words = _("There is no text of this consent in force. Add one first.")
                self.add_error(field, ValidationError(words, code="no_text"))


class SessionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable
    """A session by its name and day."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("For this session sign-up has been set up already.")
    }

    def label_from_instance(self, session: Any) -> str:
        return f"{session.name}, {wording.day(session.start_date)}"


class NewIntakeForm(RulesForm):
    """The few rules with which a sign-up begins; the rest is on its screen."""

    session = SessionField(queryset=Session.objects.none(), label=gettext_lazy("Session"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["session"]
        field.queryset = _sessions_without_sign_up(self["session"].value())


class IntakeForm(RulesForm):
    """The screen's form: remembers what it was opened with, and asks before going below taken."""

    goes_below_taken = forms.BooleanField(
        label=gettext_lazy("Yes, that is what I want"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_before_saving = False
        for name, field in self.fields.items():
            field.show_hidden_initial = name != BELOW_TAKEN

    @property
    def changed_rules(self) -> list[str]:
        """The fields of the intake that this colleague has changed."""
        return [name for name in self.changed_data if name != BELOW_TAKEN]

    def clean(self) -> dict[str, Any]:
        super().clean()
        # What this colleague left alone stays as it is now, not as it was when the page opened.
        untouched = set(self.fields) - set(self.changed_data)
        current = {name: self.initial.get(name) for name in untouched}
        typed = {**self.cleaned_data, **current}
        self._refuse_what_a_colleague_changed()
        self._check_waiting_list(typed)
        self._ask_before_going_below_taken(typed)
        return {name: typed[name] for name in self.changed_data if name in self.cleaned_data}

    def _refuse_what_a_colleague_changed(self) -> None:
        """The same rule changed on two pages: the second is shown the first, and decides."""
        for name in self.changed_rules:
            key = self.add_initial_prefix(name)
            field, saved = self.fields[name], self.initial.get(name)
            if key not in self.data or not field.has_changed(saved, self.data[key]):
                continue
            if not field.has_changed(saved, self[name].data):
                continue  # both have typed the same
            # Sent once more, it is meant.
            self.data = dict(self.data.items()) | {key: "" if saved is None else str(saved)}
            model_field: Any = Intake._meta.get_field(name)
            shown = display_for_field(saved, model_field, _("empty"))
            words = _(
                "While this page was open, a colleague has changed this to: %(value)s."
                " Save again if yours is right."
            )
            self.add_error(name, ValidationError(words % {"value": shown}, code="changed"))

    def _check_waiting_list(self, typed: dict[str, Any]) -> None:
        """How the list moves up says nothing where there is none and nobody waits."""
        related = {"has_waiting_list", *_OF_THE_LIST}
        if typed.get("has_waiting_list") or related.isdisjoint(self.changed_data):
            return
        if self.instance.facts().waiting:
            return
        for field in _OF_THE_LIST:
            if typed.get(field) is not None:
                words = _("This is about a waiting list: tick the list above, or empty this.")
                self.add_error(field, ValidationError(words, code="no_list"))

    def _ask_before_going_below_taken(self, typed: dict[str, Any]) -> None:
        """Nobody loses a seat by it, but a colleague should know before: it takes a tick."""
        below = [
            (name, room.taken)
            for name, room in zip(_LIMITS, self.instance.rooms(), strict=False)
            if self._goes_down(name, typed) and room.taken > typed[name]
        ]
        if not below or typed.get(BELOW_TAKEN):
            return
        self.asks_before_saving = True
        for name, taken in below:
            words = _(
                "%(taken)d seats are taken already. Nobody will lose a seat; new seats will not"
                " be given until fewer than %(limit)d are taken. If that is what you want, tick"
                " the box below and save again."
            )
            values = {"taken": taken, "limit": typed[name]}
            self.add_error(name, ValidationError(words % values, code="below_taken"))

    def _goes_down(self, name: str, typed: dict[str, Any]) -> bool:
        if name not in self.changed_data or name not in self.cleaned_data:
            return False
        before, after = self.initial.get(name), typed[name]
        return after is not None and (before is None or after < before)


def _sessions_without_sign_up(chosen: Any) -> QuerySet[Session]:
    """The sessions to come, and the one that is chosen, however long ago it was."""
    key = str(chosen or "")
    is_key = key.isdecimal() and len(key) < 19
    is_offered = Q(ends_at__gt=moments.now()) | Q(pk=int(key) if is_key else None)
    return (
        Session.objects.filter(is_offered, intake__isnull=True)
        .select_related("announcement")
        .order_by("-starts_at", "-pk")
    )
