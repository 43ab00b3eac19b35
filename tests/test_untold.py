"""That people are still to be told of a change stays until a registrar has seen to it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from museumsite import moments
from registrations import desk, mailings
from registrations.models import Intake, Kind, Letter, Mailing, Registration
from tests.admin_forms import save
from tests.make import make_intake, make_registration
from tests.people import make_staff, signed_in
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CHANGED, CANCELLED = Kind.CHANGED, Kind.SESSION_CANCELLED
MOVED_WORDS = "Дата или место изменились, участникам ещё не написали."
CANCELLED_WORDS = "Мероприятие отменено, участникам ещё не написали."


@pytest.fixture
def intake():
    """Two people have signed up."""
    intake = make_intake(capacity=10)
    make_registration(intake, people=2)
    return intake


def change(client, intake, **typed):
    return save(client, f"/admin/events/session/{intake.session_id}/change/", **typed)


def cancel(client, intake):
    return change(client, intake, is_cancelled="on")


def screen_of(intake):
    return reverse("admin:registrations_intake_change", args=[intake.pk])


def notice(client, intake):
    """What the sign-up's screen says is not told; None when it says nothing."""
    found = read(client.get(screen_of(intake))).all(class_="now__untold")
    return found[0].text if found else None


def leave_untold(client, intake, kind):
    return client.post(f"/admin/registrations/intake/{intake.pk}/leave-untold/", {"kind": kind})


def write(intake, staff, kind, expected=1, **changes):
    return mailings.send(
        intake=intake,
        kind=kind,
        group=Mailing.Group.ALL,
        subject="",
        body="",
        form_key=f"key of {kind}",
        staff=staff,
        expected=expected,
        **changes,
    )


def untold():
    return Intake.objects.get().untold


# --- What makes it stay


@pytest.mark.parametrize(
    ("typed", "words", "kind"),
    [
        ({"start_date": "15.09.2024"}, MOVED_WORDS, "changed"),
        ({"mode": "online"}, MOVED_WORDS, "changed"),
        ({"is_cancelled": "on"}, CANCELLED_WORDS, "session_cancelled"),
        (
            {"is_cancelled": "on", "start_date": "15.09.2024"},
            CANCELLED_WORDS,
            "session_cancelled",
        ),
    ],
)
def test_what_an_editor_changes_waits_for_a_registrar_on_the_screen(
    editors_browser, registrars_browser, intake, typed, words, kind
):
    change(editors_browser, intake, **typed)

    page = read(registrars_browser.get(screen_of(intake)))
    assert words in page.one(class_="now__untold").text
    way = f"/admin/registrations/mailing/write/?intake={intake.pk}&kind={kind}"
    assert page.links["Сообщить участникам…"] == way
    assert registrars_browser.get(way).status_code == 200


def test_a_changed_title_is_no_news(editors_browser, intake):
    change(editors_browser, intake, title="Новое имя")

    assert untold() == ""


def test_nobody_is_to_be_told_when_nobody_is_left(editors_browser, registrars_browser):
    intake = make_intake()
    desk.cancel(registration=make_registration(intake))

    change(editors_browser, intake, start_date="15.09.2024")

    assert untold() == ""
    assert notice(registrars_browser, intake) is None


def test_once_all_have_cancelled_there_is_nobody_to_tell(
    editors_browser, registrars_browser, intake
):
    change(editors_browser, intake, start_date="15.09.2024")
    desk.cancel(registration=Registration.objects.get())

    assert notice(registrars_browser, intake) is None


def test_what_is_over_need_not_be_told(editors_browser, registrars_browser, intake):
    cancel(editors_browser, intake)

    with moments.stopped_at(Intake.objects.get().session.ends_at):
        assert notice(registrars_browser, intake) is None


def test_of_a_session_that_moved_and_was_cancelled_the_cancellation_is_told(
    editors_browser, intake
):
    change(editors_browser, intake, start_date="15.09.2024")
    cancel(editors_browser, intake)
    change(editors_browser, intake, start_date="16.09.2024")

    assert untold() == CANCELLED


def test_a_session_that_is_held_after_all_before_anybody_heard_leaves_nothing_to_tell(
    editors_browser, intake
):
    cancel(editors_browser, intake)
    change(editors_browser, intake, is_cancelled="")

    assert untold() == ""


def test_saved_rules_leave_it_to_be_told(editors_browser, registrars_browser, registrar, intake):
    opened_before = Intake.objects.get()
    cancel(editors_browser, intake)

    save(registrars_browser, screen_of(intake), capacity="20")
    opened_before.deadline_date = date(2024, 8, 18)
    desk.set_rules(intake=opened_before, fields=["deadline_date"], staff=registrar)

    assert Intake.objects.get().capacity == 20
    assert untold() == CANCELLED


# --- What settles it


@pytest.mark.parametrize(
    ("owed", "told", "left"),
    [
        (CHANGED, CHANGED, ""),
        (CANCELLED, CANCELLED, ""),
        (CHANGED, CANCELLED, ""),
        (CANCELLED, CHANGED, CANCELLED),
        (CHANGED, Kind.MESSAGE, CHANGED),
    ],
)
def test_a_message_settles_what_it_tells(registrar, intake, owed, told, left):
    Intake.objects.update(untold=owed)

    write(intake, registrar, told)

    assert Letter.objects.filter(kind=told).exists()
    assert untold() == left


def test_a_message_that_is_not_sent_settles_nothing(registrar, intake):
    Intake.objects.update(untold=CHANGED)

    with pytest.raises(mailings.NumberChanged):
        write(intake, registrar, CHANGED, expected=7)

    assert untold() == CHANGED


def test_a_message_that_goes_later_settles_it_when_it_goes(registrar, intake, at):
    Intake.objects.update(untold=CHANGED)
    later = at + timedelta(days=1)

    mailing = write(intake, registrar, CHANGED, send_at=later)
    before = untold()
    with moments.stopped_at(later):
        mailings.send_scheduled(mailing.pk)

    assert (before, untold()) == (CHANGED, "")


def test_a_registrar_decides_that_nobody_need_be_told(registrars_browser, intake):
    Intake.objects.update(untold=CHANGED)

    answer = leave_untold(registrars_browser, intake, "changed")

    assert (answer.status_code, answer["Location"]) == (303, screen_of(intake))
    assert notice(registrars_browser, intake) is None
    assert not Letter.objects.filter(kind=CHANGED).exists()


@pytest.mark.parametrize("kind", ["changed", "", "\x00", "к" * 10_000])
def test_the_button_of_an_older_page_settles_nothing_newer(registrars_browser, intake, kind):
    Intake.objects.update(untold=CANCELLED)

    answer = leave_untold(registrars_browser, intake, kind)

    assert answer.status_code == 303
    assert untold() == CANCELLED


def test_only_who_may_write_to_participants_decides_that(editors_browser, client, intake):
    Intake.objects.update(untold=CHANGED)
    stranger = signed_in(make_staff("stranger"))

    answers = [
        leave_untold(browser, intake, "changed") for browser in (editors_browser, stranger, client)
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 302]
    assert untold() == CHANGED


def test_a_link_that_is_followed_settles_nothing(registrars_browser, intake):
    Intake.objects.update(untold=CHANGED)

    answer = registrars_browser.get(f"/admin/registrations/intake/{intake.pk}/leave-untold/")

    assert answer.status_code == 405
    assert untold() == CHANGED
