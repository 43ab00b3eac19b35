"""Addresses: made from titles by the old site's table, unique, and never forgotten."""

import pytest
from django.core.exceptions import ValidationError

from events.models import Announcement, FormerSlug
from events.publishing import save_announcement
from museumsite.slugs import MAX_LENGTH, slug_of
from tests.make import make_announcement, make_category

STRATEGIC_SESSION = (
    "muzej-pobedyi-provedet-v-sankt-peterburge-strategicheskuyu-sessiyu"
    "-istoricheskix-i-voenno-istoricheskix-muzeev"
)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (
            "Регистрация на Международную стратегическую сессию",
            "registracziya-na-mezhdunarodnuyu-strategicheskuyu-sessiyu",
        ),
        (
            "Музей Победы проведет в Санкт-Петербурге стратегическую сессию исторических"
            " и военно-исторических музеев",
            STRATEGIC_SESSION,
        ),
        (
            "Съешь же ещё этих мягких французских булок, да выпей чаю; эхо Цюриха",
            "sesh-zhe-eshhyo-etix-myagkix-franczuzskix-bulok-da-vyipej-chayu-exo-czyurixa",
        ),
        ("Museum Night 2026", "museum-night-2026"),
        ("«Путь к Победе» — 80 лет", "put-k-pobede-80-let"),
        ("ВЕСНА", "vesna"),
        ("Мои\u0306 музеи\u0306", "moj-muzej"),
        ("Musée de l’Armée", "musee-de-larmee"),
        ("2024", "2024"),
        ("🎉🎉🎉", "publication"),
        ("«…»", "publication"),
        ("博物館", "publication"),
    ],
    ids=[
        "the real form",
        "the real announcement",
        "every letter",
        "Latin and digits",
        "quotes and dashes",
        "capitals",
        "й of two characters",
        "accents",
        "digits",
        "emoji alone",
        "signs alone",
        "another script",
    ],
)
def test_a_title_gives_its_address(title, slug):
    assert slug_of(title) == slug


def test_a_long_title_is_cut_between_words():
    slug = slug_of("щука " * 60)  # 300 characters, shhuka- is 7

    assert len(slug) <= MAX_LENGTH
    assert set(slug.split("-")) == {"shhuka"}


def test_a_long_word_is_cut_where_it_must_be():
    assert slug_of("щ" * 300) == ("shh" * 100)[:MAX_LENGTH]


@pytest.mark.django_db
def test_the_longest_title_can_be_saved_again_and_again():
    titles = [make_announcement("щ" * 300) for _ in range(11)]

    slugs = [announcement.slug for announcement in titles]

    assert len(set(slugs)) == 11
    assert max(len(slug) for slug in slugs) == MAX_LENGTH
    assert slugs[10].endswith("-11")


@pytest.mark.django_db
def test_equal_titles_get_the_next_free_number():
    slugs = [make_announcement("Ночь музеев").slug for _ in range(3)]

    assert slugs == ["noch-muzeev", "noch-muzeev-2", "noch-muzeev-3"]


@pytest.mark.django_db
def test_a_new_announcement_does_not_take_an_address_that_leads_to_another():
    renamed = make_announcement("Ночь музеев")
    renamed.slug = "noch"
    save_announcement(renamed)

    newcomer = make_announcement("Ночь музеев")

    assert newcomer.slug == "noch-muzeev-2"


@pytest.mark.django_db
def test_staff_cannot_type_an_address_that_another_has_or_had():
    renamed = make_announcement("Ночь музеев")
    renamed.slug = "noch"
    save_announcement(renamed)

    for slug in ("noch", "noch-muzeev"):
        newcomer = Announcement(title="Другая ночь", slug=slug, category=make_category())
        with pytest.raises(ValidationError) as refused:
            newcomer.full_clean()
        assert refused.value.error_dict["slug"][0].code in {"taken", "unique"}


@pytest.mark.django_db
def test_an_announcement_keeps_its_address_when_its_title_changes():
    announcement = make_announcement("Ночь музеев")
    announcement.title = "День музеев"
    save_announcement(announcement)

    assert announcement.slug == "noch-muzeev"
    assert not FormerSlug.objects.exists()


@pytest.mark.django_db
def test_every_earlier_address_leads_to_the_present_one_for_ever(client):
    announcement = make_announcement("Первое имя", slug="first")
    for slug in ("second", "third"):
        announcement.slug = slug
        save_announcement(announcement)

    for prefix in ("", "/en"):
        for earlier in ("first", "second"):
            answer = client.get(f"{prefix}/events/{earlier}/")
            assert (answer.status_code, answer["Location"]) == (301, f"{prefix}/events/third/")


@pytest.mark.django_db
def test_an_announcement_may_return_to_its_first_address(client):
    announcement = make_announcement("Первое имя", slug="first")
    for slug in ("second", "first"):
        announcement.slug = slug
        save_announcement(announcement)

    assert client.get("/events/first/").status_code == 200
    assert client.get("/events/second/")["Location"] == "/events/first/"


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["nothing-here", "x" * 1000, "a%00b", "Привет"])
def test_an_address_nobody_had_is_not_found(client, slug):
    make_announcement()

    assert client.get(f"/events/{slug}/").status_code == 404
