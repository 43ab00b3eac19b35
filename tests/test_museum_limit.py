"""«Не более двух от музея»: people of one museum are counted, however it was spelt."""

import pytest

from events.models import Organisation
from registrations import desk, refusals
from tests.make import (
    make_application,
    make_colleague,
    make_correction,
    make_intake,
    make_people,
    make_registration,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_fair(limit=2, **rules):
    return make_intake(museum_limit=limit, **rules)


def test_a_museum_sends_no_more_people_than_the_limit_in_all_its_registrations():
    intake = make_fair()
    make_registration(intake, museum="Музей хлеба")

    with pytest.raises(refusals.MuseumFull) as refused:
        make_registration(intake, people=2, museum="Музей хлеба")

    assert (refused.value.limit, refused.value.left) == (2, 1)


def test_a_museum_that_has_sent_all_it_may_is_told_so_in_its_own_language():
    intake = make_fair()
    make_registration(intake, people=2, museum="Музей хлеба")

    with pytest.raises(refusals.MuseumFull) as refused:
        make_registration(intake, museum="Музей хлеба")

    assert "Для вашего музея мест больше нет." in refused.value.sentence


def test_another_museum_has_its_own_limit():
    intake = make_fair()
    make_registration(intake, people=2, museum="Музей хлеба")

    make_registration(intake, people=2, museum="Музей соли")

    assert intake.count_seats_taken() == 4


@pytest.mark.parametrize("spelt", ["музей «Хлеба»", 'МУЗЕЙ "ХЛЕБА"', "  Музей  хлеба "])
def test_a_museum_is_one_museum_however_it_is_spelt(spelt):
    intake = make_fair(limit=1)
    make_registration(intake, museum="Музей хлеба")

    with pytest.raises(refusals.MuseumFull):
        make_registration(intake, museum=spelt)


def test_a_museum_of_the_directory_is_found_by_its_entry():
    intake = make_fair(limit=1)
    museum = Organisation.objects.create(name="Музей хлеба")
    make_registration(intake, museum="Музей хлеба", organisation_id=museum.pk)

    with pytest.raises(refusals.MuseumFull):
        make_registration(intake, museum="Хлебный", organisation_id=museum.pk)


def test_those_who_wait_and_those_not_approved_yet_count_as_well():
    intake = make_fair(limit=2, needs_approval=True)
    make_registration(intake, people=2, museum="Музей хлеба")

    with pytest.raises(refusals.MuseumFull):
        make_registration(intake, museum="Музей хлеба")


def test_who_has_cancelled_does_not_count():
    intake = make_fair()
    desk.cancel(registration=make_registration(intake, people=2, museum="Музей хлеба"))

    make_registration(intake, people=2, museum="Музей хлеба")

    assert intake.count_seats_taken() == 2


def test_people_added_later_count_and_those_taken_off_do_not():
    intake = make_fair()
    registration = make_registration(intake, people=2, museum="Музей хлеба")
    [first, _second] = make_correction(registration).people

    correction = make_correction(registration, added=make_people(1))
    with pytest.raises(refusals.MuseumFull):
        desk.correct(registration=registration, correction=correction)
    correction = make_correction(registration, people=[first], added=make_people(1))
    desk.correct(registration=registration, correction=correction)

    assert registration.participants.count() == 2


def test_calling_ones_museum_by_anothers_name_is_no_way_around_the_limit():
    intake = make_fair()
    make_registration(intake, people=2, museum="Музей хлеба")
    registration = make_registration(intake, museum="Музей соли")

    correction = make_correction(registration, museum="Музей хлеба")
    with pytest.raises(refusals.MuseumFull):
        desk.correct(registration=registration, correction=correction)


def test_another_name_for_the_museum_moves_its_own_people_with_it():
    intake = make_fair()
    registration = make_registration(intake, people=2, museum="Музей хлеба")

    correction = make_correction(registration, museum="Музей хлеба и соли")
    desk.correct(registration=registration, correction=correction)

    with pytest.raises(refusals.MuseumFull):
        make_registration(intake, museum="Музей хлеба и соли")
    make_registration(intake, people=2, museum="Музей хлеба")


def test_a_limit_made_smaller_later_keeps_nobody_from_correcting():
    intake = make_fair(limit=5)
    registration = make_registration(intake, people=3)
    intake.museum_limit = 1
    desk.set_rules(intake=intake, fields=["museum_limit"], staff=make_colleague())

    correction = make_correction(registration, city="Томск")
    desk.correct(registration=registration, correction=correction)

    registration.refresh_from_db()
    assert registration.city == "Томск"


def test_a_colleague_passes_the_limit_with_a_reason_only():
    intake = make_fair(limit=1)
    make_registration(intake, museum="Музей хлеба")
    form = make_application(museum="Музей хлеба")
    staff = make_colleague()

    with pytest.raises(refusals.MuseumFull):
        desk.submit(intake=intake, application=form, entry=desk.Entry(staff, "просят"))
    entry = desk.Entry(staff, "просит министерство", beyond_rules=True)
    entered = desk.submit(intake=intake, application=form, entry=entry).registration

    assert entered.history.get().details["reason"] == "просит министерство"
