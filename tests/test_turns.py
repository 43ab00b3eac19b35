"""Waiting for one's turn at an intake (design.md, rules 1 and 4), on real connections."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, transaction
from django.utils import timezone

from events.models import Session
from museumsite import moments
from registrations import desk, refusals, turns
from registrations.letters import sending
from registrations.models import Intake, Letter, Question, Registration, Upload
from registrations.models.question import private_files
from tests.forms import DIRECTOR, opened
from tests.make import (
    address_of,
    make_application,
    make_consent_text,
    make_intake,
    make_registration,
)
from tests.test_questions import make_question, name_of
from tests.test_uploads import file

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def held_by_somebody_else(intake: Intake) -> Iterator[Event]:
    """Another connection holds the intake's lock until the event, or the end of the block."""
    is_held, may_go = Event(), Event()

    def hold() -> None:
        with turns.turn_at(intake.pk):
            is_held.set()
            may_go.wait(30)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    assert is_held.wait(10)
    try:
        yield may_go
    finally:
        may_go.set()
        holder.join()


def stored_uploads() -> set[str]:
    folder = Path(private_files().path("uploads"))
    return {path.name for path in folder.glob("*")}


def wait_at_most(milliseconds: int) -> None:
    """Shorten this connection's patience, so that a test need not wait for 10 or 20 seconds."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET lock_timeout = {milliseconds}")
        else:
            cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


@pytest.fixture
def open_intake() -> Iterator[Intake]:
    """Open by the real clock, for an hour."""
    make_consent_text()
    intake = make_intake()
    now = timezone.now()
    Intake.objects.update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    yield intake
    connection.close()  # and with it the shortened patience


def test_a_form_that_waits_for_the_lock_past_the_deadline_is_late(open_intake):
    Intake.objects.update(closes_at=timezone.now() + timedelta(seconds=1))
    outcome: list[object] = []

    def submit() -> None:
        try:
            outcome.append(desk.submit(intake=open_intake, application=make_application()))
        except refusals.Refused as refusal:
            outcome.append(type(refusal))
        connection.close()

    with held_by_somebody_else(open_intake) as may_go:
        waiting = Thread(target=submit)
        waiting.start()
        sleep(1.2)
        may_go.set()
        waiting.join()

    assert outcome == [refusals.Late]
    assert not Registration.objects.exists()


def test_a_lock_that_is_not_to_be_had_is_a_kind_refusal_and_the_next_try_works(open_intake):
    wait_at_most(200)
    application = make_application()

    with held_by_somebody_else(open_intake), pytest.raises(refusals.Busy):
        desk.submit(intake=open_intake, application=application)

    assert desk.submit(intake=open_intake, application=application).is_new


def test_a_busy_page_says_when_to_come_back_and_keeps_the_form(client, open_intake):
    url = open_intake.get_absolute_url()
    fields = {**opened(client, url), **DIRECTOR}
    wait_at_most(200)

    with held_by_somebody_else(open_intake):
        answer = client.post(url, fields)

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert 'data-outcome="busy"' in page
    assert "Сейчас очень много желающих" in page
    assert DIRECTOR["museum"] in page


def test_a_form_with_a_file_is_told_of_the_crowd_like_any_other(client, open_intake):
    question = make_question(open_intake, Question.Kind.FILE)
    url = open_intake.get_absolute_url()
    fields = {**opened(client, url), **DIRECTOR, name_of(question): file()}
    before = stored_uploads()
    wait_at_most(200)

    with held_by_somebody_else(open_intake):
        answer = client.post(url, fields)

    page = answer.content.decode()
    kept = {upload.file.name.partition("/")[2] for upload in Upload.objects.all()}
    assert answer.status_code == 503
    assert 'data-outcome="busy"' in page
    assert DIRECTOR["museum"] in page
    # One writer at a time means that there is no room for the file either, nor a trace of it.
    assert len(kept) == (1 if connection.vendor == "postgresql" else 0)
    assert stored_uploads() - before == kept


def test_a_correction_with_a_file_is_told_of_the_crowd_too(client, open_intake):
    question = make_question(open_intake, Question.Kind.FILE)
    now = timezone.now()
    Session.objects.update(starts_at=now + timedelta(hours=2), ends_at=now + timedelta(hours=3))
    url = f"{address_of(make_registration(open_intake))}correct/"
    fields = {**opened(client, url), name_of(question): file()}
    wait_at_most(200)

    with held_by_somebody_else(open_intake):
        answer = client.post(url, fields)

    assert answer.status_code == 503
    assert 'data-outcome="busy"' in answer.content.decode()


def test_another_intake_waits_only_where_the_database_has_one_writer(open_intake):
    other = make_intake()
    now = timezone.now()
    Intake.objects.update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    wait_at_most(200)

    with held_by_somebody_else(open_intake):
        try:
            outcome = desk.submit(intake=other, application=make_application()).is_new
        except refusals.Busy:
            outcome = False

    assert outcome is (connection.vendor == "postgresql")


def test_the_clock_under_the_lock_runs_on_while_the_transaction_is_open():
    with transaction.atomic():
        first = moments.now_under_lock()
        sleep(0.05)
        second = moments.now_under_lock()

    assert second - first >= timedelta(milliseconds=50)


@pytest.mark.only_on("postgresql")
def test_a_second_letter_worker_passes_by_the_row_the_first_is_taking(open_intake):
    for _number in range(2):
        desk.submit(intake=open_intake, application=make_application())
    wait_at_most(200)
    is_held, may_go = Event(), Event()

    def first_worker() -> None:
        with transaction.atomic():
            Letter.objects.select_for_update().order_by("pk").first()
            is_held.set()
            may_go.wait(30)
        connection.close()

    worker = Thread(target=first_worker)
    worker.start()
    is_held.wait(10)
    taken = sending.send_next()
    may_go.set()
    worker.join()

    assert taken
    assert [letter.attempts for letter in Letter.objects.order_by("pk")] == [0, 1]


def test_a_question_deleted_while_its_answer_is_on_its_way_refuses_the_form_kindly(open_intake):
    question = make_question(open_intake)
    answer = desk.Answered(question.pk, value="Фонды")
    person = desk.Person("Иванов Иван", "хранитель", Session.Mode.IN_PERSON, answers=[answer])
    application = make_application([person])
    question.delete()

    with pytest.raises(refusals.ChangedMeanwhile):
        desk.submit(intake=open_intake, application=application)

    assert (Registration.objects.count(), Letter.objects.count()) == (0, 0)
