"""Each consent is its own text and its own box; a colleague's form asks none."""

import pytest
from django.http import QueryDict

from museumsite import moments
from registrations import desk
from registrations.forms import SignUpForm
from registrations.models import Consent, ConsentText, Purpose, Registration
from tests.forms import DIRECTOR, opened, send
from tests.make import AT, make_intake, noon
from tests.reading import read

pytestmark = pytest.mark.django_db

BOXES = {"consent_photographs": "on", "consent_news": "on"}


def test_only_what_the_intake_asks_for_is_asked(client, clock):
    plain, asking = make_intake(), make_intake(asks_photographs=True, asks_news=True)

    boxes = [
        {box.attributes["name"] for box in page.all("input", type="checkbox")}
        for page in (read(client.get(intake.get_absolute_url())) for intake in (plain, asking))
    ]

    assert boxes == [{"consent"}, {"consent", *BOXES}]


def test_no_box_is_ticked_beforehand_and_each_leads_to_its_own_text(client, clock):
    intake = make_intake(asks_photographs=True, asks_news=True)

    page = read(client.get(intake.get_absolute_url()))

    links = [link for link in page.links.values() if link.startswith("/consent/")]
    assert not {"consent", *BOXES} & set(opened(client, intake.get_absolute_url()))
    assert len(set(links)) == 3


@pytest.mark.parametrize(
    ("ticked", "kept"),
    [
        ({}, {Purpose.PROCESSING}),
        ({"consent_news": "on"}, {Purpose.PROCESSING, Purpose.NEWS}),
        (BOXES, {Purpose.PROCESSING, Purpose.PHOTOGRAPHS, Purpose.NEWS}),
    ],
    ids=["none", "news", "both"],
)
def test_what_was_ticked_is_kept_and_nothing_else(client, clock, ticked, kept):
    intake = make_intake(asks_photographs=True, asks_news=True)

    send(client, intake.get_absolute_url(), ticked)

    assert {consent.purpose for consent in Consent.objects.all()} == kept
    assert all(consent.text.purpose == consent.purpose for consent in Consent.objects.all())


def test_a_box_that_was_not_asked_is_no_consent(client, clock):
    send(client, make_intake().get_absolute_url(), BOXES)

    assert [consent.purpose for consent in Consent.objects.all()] == [Purpose.PROCESSING]


def test_the_version_of_each_purpose_is_the_one_the_form_showed(client):
    intake = make_intake(asks_news=True)
    with moments.stopped_at(AT):
        fields = {**opened(client, intake.get_absolute_url()), **DIRECTOR, "consent_news": "on"}
    newer = ConsentText.objects.create(
        version="news-9", purpose=Purpose.NEWS, title="Новое", body="…", valid_from=noon(14)
    )

    with moments.stopped_at(noon(15)):
        client.post(intake.get_absolute_url(), fields)

    assert newer.pk not in Consent.objects.values_list("text", flat=True)


def test_a_text_that_was_removed_meanwhile_is_shown_anew_and_everything_kept(client, clock):
    intake = make_intake()
    draft = ConsentText.objects.create(version="9", title="Черновик", body="…", valid_from=AT)
    fields = {**opened(client, intake.get_absolute_url()), **DIRECTOR}
    draft.delete()

    answer = client.post(intake.get_absolute_url(), fields)

    assert answer.status_code == 422
    assert DIRECTOR["museum"] in answer.content.decode()


def test_a_colleagues_form_asks_no_consent_and_takes_nobody_for_a_robot(registrar, settings, clock):
    settings.MINIMUM_FILLING_SECONDS = 60
    intake, texts = make_intake(), ConsentText.objects.all_current(AT)
    empty = SignUpForm(intake, texts, at=AT, for_staff=True)
    typed = QueryDict(mutable=True)
    typed.update({**DIRECTOR, "consent": "", "form_key": empty.signed_key})

    form = SignUpForm(intake, texts, typed, at=AT, for_staff=True)
    application = form.application(language="ru", address=None)
    entry = desk.Entry(registrar, "по телефону")
    desk.submit(intake=intake, application=application, entry=entry)

    assert list(empty.consents.fields) == []
    assert Registration.objects.get().entered_by == registrar
    assert not Consent.objects.exists()
