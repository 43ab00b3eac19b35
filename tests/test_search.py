"""Search: the same questions find the same pages in the same order on both databases."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Announcement, KnownWord, Organisation, Organiser, ProgrammeItem
from events.publishing import save_announcement
from events.search import Question, matching, ranked
from events.search.index import rebuild, reindex, showing
from events.search.words import stems_of_question
from tests.admin_forms import row, save
from tests.make import (
    AT,
    make_announcement,
    make_category,
    make_contact,
    make_session,
    make_venue,
)
from tests.reading import read, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FORUM = "Музей Победы проведёт стратегическую сессию"
CHILDREN = "Смена в «Орлёнке»"
EAGLETS = "Лагерь открыт"
OPERA = "Ночь музыки"
TRAIN = "Ещё раз о военно-исторических поездах"
ISLAND = "Остров Кижи: реставрация"
ENGLISH = "Museums and cities of the North"
WHO = "Кто мы"
DRAFT = "Черновик о динозаврах"


@pytest.fixture
def shelf(db):
    """Nine pages, the first the newest, and a draft."""
    museum = Organisation.objects.create(
        name="Музей Победы", name_en="Victory Museum", city="Москва"
    )
    pages = {
        FORUM: {
            "lead": "Регистрация участников открыта до 19 августа.",
            "body": "<p>Приглашаем музеи на форум, ко&#769;фе-брейк в 10:30.</p>",
            "contact": make_contact(),
        },
        CHILDREN: {"lead": "Дети увидят выставку о Дне Победы.", "body": "<p>Море.</p>"},
        EAGLETS: {"lead": "", "body": "<p>Орлёнок ждёт. Подайте заявку до 2025 года.</p>"},
        OPERA: {"lead": "Музыкальная программа.", "author": "Ксения Лебедева"},
        TRAIN: {"lead": "", "body": "<p>В депо — музейные паровозы; победа близка.</p>"},
        ISLAND: {"lead": "О церквях и башнях.", "body": "<p>Краеведческий очерк.</p>"},
        ENGLISH: {"lead": "Happy visits.", "language": "en"},
        WHO: {"lead": "", "body": "<p>Коротко.</p>"},
    }
    for number, (title, fields) in enumerate(pages.items()):
        published_at = AT - timedelta(days=number + 1)
        make_announcement(title, published_at=published_at, is_typeset=False, **fields)
    make_announcement(DRAFT, published_at=None)
    forum = Announcement.objects.get(title=FORUM)
    Organiser.objects.create(announcement=forum, organisation=museum)
    venue = make_venue(name="Дом офицеров", city="Новосибирск")
    session = make_session(Announcement.objects.get(title=OPERA), venue=venue)
    ProgrammeItem.objects.create(session=session, title="Увертюра", speaker="Пиотровский М. Б.")
    for _done in rebuild():
        pass


# The shared table: what is asked, and what is found, in this order, on SQLite and PostgreSQL.
QUESTIONS = {
    # Forms of a word; the title before the lead before the text
    "музеи победы": [FORUM],
    "Музей Победы": [FORUM, TRAIN],
    "победа": [FORUM, CHILDREN, TRAIN],
    "ПОБЕДОЙ": [FORUM, CHILDREN, TRAIN],
    "музеев": [FORUM],
    "музея": [FORUM],
    "музыка": [OPERA],
    "регистрацией": [FORUM],
    "регистраций": [FORUM],
    "стратегических сессиях": [FORUM],
    "сессия стратегическая": [FORUM],
    "реставраций": [ISLAND],
    # ё, й, stress, case, spaces, soft hyphens
    "еще": [TRAIN],
    "ЕЩЁ": [TRAIN],
    "кофе": [FORUM],
    "стратеги\u00adческую": [FORUM],
    "проведе\u0308т": [FORUM],
    "\u00a0победа\u2003сессия ": [FORUM],
    # Vowels that come and go
    "орлёнок": [CHILDREN, EAGLETS],
    "орленка": [CHILDREN, EAGLETS],
    "заявок": [EAGLETS],
    "выставок": [CHILDREN],
    "острова": [ISLAND],
    "башен": [ISLAND],
    # Beginnings of words, never their middles
    "краевед": [ISLAND],
    "краеведч": [ISLAND],
    "реставр": [ISLAND],
    "паровоз": [TRAIN],
    "ведческий": [],
    "обеда": [],
    # Hyphens and numbers
    "военно-исторический": [TRAIN],
    "исторический": [TRAIN],
    "кофе-брейк": [FORUM],
    "2025": [EAGLETS],
    "202": [],
    "19 августа": [FORUM],
    "10:30": [FORUM],
    # People, museums, places, the programme
    "Королев": [FORUM],
    "королёву": [FORUM],
    "Королёв Аркадий": [FORUM],
    "лебедевой": [OPERA],
    "пиотровский": [OPERA],
    "увертюры": [OPERA],
    "Victory": [FORUM],
    "москва": [FORUM],
    "в Новосибирске": [OPERA],
    "дом офицеров": [OPERA],
    # English
    "museum": [ENGLISH, FORUM],
    "city": [ENGLISH],
    "CITIES of the north": [ENGLISH],
    "happiness": [ENGLISH],
    # Words of every text count only when they are alone
    "о победе": [FORUM, CHILDREN, TRAIN],
    "кто мы": [WHO],
    "мы": [WHO],
    "the": [ENGLISH],
    # Operators are signs like any other
    "«Музей» \"Победы\"": [FORUM, TRAIN],
    "музей -победа": [FORUM, TRAIN],
    "музей & победа | !": [FORUM, TRAIN],
    "сессия:*": [FORUM],
    "'сессия'": [FORUM],
    "сессия\\": [FORUM],
    "100%_сессия": [],
    "(сессия) <-> сессия": [FORUM],
    "сессия\0": [FORUM],
    "сессия \ud800": [FORUM],
    "\u202eсессия": [FORUM],
    "победа OR динозавр": [],
    # What is not out is not found
    "динозавры": [],
    "сессия " * 2_000: [FORUM],
    "щ" * 10_000: [],
    "🎉 сессия": [FORUM],
}  # fmt: skip


@pytest.mark.usefixtures("shelf")
def test_the_same_questions_find_the_same_pages_in_the_same_order():
    published = Announcement.objects.published(AT)
    found = {}

    for asked in QUESTIONS:
        question = Question.of(asked)
        pages = ranked(matching(published, question), question)
        found[asked] = list(pages.values_list("title", flat=True))

    assert found == QUESTIONS


@pytest.mark.usefixtures("shelf")
def test_the_page_of_a_search_shows_them_in_that_order(client):
    page = read(client.get("/events/", {"q": "победой"}))

    assert titles(page) == [FORUM, CHILDREN, TRAIN]
    assert page.one(class_="filters__found").text == "«победой»: нашлись 3 публикации"
    assert page.one("input", id="q").attributes["value"] == "победой"


@pytest.mark.parametrize("typed", ["", " ", "«…» % _", "\0", "---", "&|!", "🎉", "%00"], ids=repr)
def test_what_holds_no_word_shows_everything(client, typed):
    make_announcement("Музей")

    page = read(client.get("/events/", {"q": typed}))

    assert titles(page) == ["Музей"] or typed == "%00"
    assert page.all("mark") == []


# --- Marks


def marks(part):
    return [mark.text for mark in part.all("mark")]


@pytest.mark.usefixtures("shelf")
def test_the_words_found_are_marked_in_the_form_they_have(client):
    card = read(client.get("/events/", {"q": "победа сессии"})).one("article")

    assert marks(card.one("h3")) == ["Победы", "сессию"]
    assert card.all(class_="card__excerpt") == []


@pytest.mark.usefixtures("shelf")
def test_a_word_of_the_text_is_shown_with_the_text_around_it(client):
    card = read(client.get("/events/", {"q": "краевед"})).one("article")

    assert card.one(class_="card__excerpt").text == "Краеведческий очерк."
    assert marks(card) == ["Краеведческий"]


def test_an_excerpt_begins_and_ends_with_a_whole_word(client):
    make_announcement("Депо", body=f"<p>{'слово ' * 100}паровоз {'конец ' * 100}</p>")

    excerpt = read(client.get("/events/", {"q": "паровозы"})).one(class_="card__excerpt").text

    assert excerpt.startswith("… слово ")
    assert excerpt.endswith(" конец …")
    assert "слово паровоз конец" in excerpt
    assert len(excerpt) < 240


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("королев", "Королёв Аркадий Васильевич"),
        ("пиотровский", "Пиотровский М. Б."),
        ("новосибирск", "Новосибирск"),
        ("лебедева", "Ксения Лебедева"),
        ("victory", "Victory Museum"),
    ],
)
def test_who_and_where_is_named_when_that_was_asked_for(client, question, shown):
    card = read(client.get("/events/", {"q": question})).one("article")

    assert card.one(class_="card__excerpt").text == shown
    assert marks(card)


def test_markup_in_texts_and_questions_is_text(client):
    make_announcement("<b>Бой</b> & мир", lead="<script>alert(1)</script> бой")

    answer = client.get("/events/", {"q": "<b>бой</b> script"})
    page = read(answer)

    assert titles(page) == ["<b>Бой</b> & мир"]
    assert marks(page) == ["b", "Бой", "b", "script", "script", "бой"]
    assert "<script>alert" not in answer.content.decode()


# --- Suggestions


def suggested(page):
    found = page.all(class_="suggestion")
    return found[0].links if found else {}


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("стратигическая", "стратегическую"),
        ("рефистрация", "регистрация"),
        ("стратигическую сессию", "стратегическую сессию"),
        ("мзуей", "музей"),
        ("узей победы", "музей победы"),
        ("паравозы", "паровозы"),
        ("краеведчиский", "краеведческий"),
        ("veptq gj,tls", "музей победы"),
        ("musuems", "museums"),
        ("лебидева", "лебедева"),
    ],
)
def test_a_mistyped_question_is_answered_by_one_that_finds_something(client, typed, meant):
    page = read(client.get("/events/", {"q": typed}))
    links = suggested(page)

    assert titles(page) == []
    assert list(links) == [meant]
    assert titles(read(client.get(links[meant])))


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("typed", ["динозврах", "щщщщщщ", "x" * 200, "12345", "абвгд " * 30])
def test_nothing_is_suggested_that_finds_nothing(client, typed):
    page = read(client.get("/events/", {"q": typed}))

    assert suggested(page) == {}
    assert page.links["Показать все события"] == "/events/"


@pytest.mark.usefixtures("shelf")
def test_a_suggestion_keeps_what_is_chosen_where_that_finds_something(client):
    museum = {"museum": Organisation.objects.get().slug}

    kept = read(client.get("/events/", {"q": "стратигическая", **museum}))
    dropped = read(client.get("/events/", {"q": "паравозы", **museum}))

    assert "museum=" in next(iter(suggested(kept).values()))
    assert "museum=" not in next(iter(suggested(dropped).values()))


@pytest.mark.usefixtures("shelf")
def test_words_found_without_the_other_choices_are_offered_without_them(client):
    page = read(client.get("/events/", {"q": "кижи", "year": "2024", "category": "anonsyi"}))
    assert titles(page) == [ISLAND]
    make_category("Интервью", "intervyu")

    page = read(client.get("/events/", {"q": "остров", "category": "intervyu"}))

    way = page.links["по запросу «остров» кое-что найдётся"]
    assert titles(read(client.get(way))) == [ISLAND]


def test_what_only_the_other_language_has_is_offered_there(client):
    russian = make_announcement("Форум музеев")
    make_announcement("Forum of museums", language="en", translation_of=russian)

    page = read(client.get("/events/", {"q": "forum"}))

    way = page.links["Кое-что нашлось на английских страницах"]
    assert titles(read(client.get(way))) == ["Forum of museums"]


# --- The index follows


def find(question):
    return set(matching(Announcement.objects.all(), question).values_list("title", flat=True))


def test_a_saved_announcement_is_found_by_its_new_words_only():
    page = make_announcement("Лекция", body="<p>О войне.</p>")
    page.body = "<p>О мире.</p>"
    page.save(update_fields=["body"])

    assert find("мир") == {"Лекция"}
    assert find("война") == set()


def test_words_of_markup_are_not_words_of_the_text():
    make_announcement(
        "Страница", body='<p>Текст&nbsp;и<strong>ещё</strong></p><a href="/x">там</a>'
    )

    assert find("strong") == find("nbsp") == find("href") == set()
    assert find("там") == {"Страница"}


@pytest.mark.usefixtures("shelf")
def test_people_museums_and_places_are_found_under_their_new_names():
    forum = Announcement.objects.get(title=FORUM)
    museum = Organisation.objects.get()
    museum.name = "Центральный музей"
    museum.save()
    reindex(Announcement.objects.filter(showing(organisation=museum)))

    assert find("центральный") == {FORUM}
    forum.contact.name = "Смирнова Анна"
    forum.contact.save()
    reindex(Announcement.objects.filter(showing(contact=forum.contact)))
    assert find("Королёв") == set()
    assert find("смирнова") == {FORUM}


@pytest.mark.usefixtures("shelf")
def test_the_admin_keeps_the_search_true(directors_browser):
    session = Announcement.objects.get(title=OPERA).sessions.get()
    forum = Announcement.objects.get(title=FORUM)

    save(directors_browser, f"/admin/events/venue/{session.venue_id}/change/", name="Филармония")
    save(directors_browser, f"/admin/events/contact/{forum.contact_id}/change/", name="Анна Орлова")
    save(
        directors_browser,
        f"/admin/events/organisation/{Organisation.objects.get().pk}/change/",
        name="Центральный музей",
    )

    assert find("филармония") == {OPERA}
    assert find("орлова") == find("центральный") == {FORUM}
    assert find("офицеров") == find("Королёв") == set()
    directors_browser.post(f"/admin/events/session/{session.pk}/delete/", {"post": "yes"})
    assert find("филармония") == find("пиотровский") == set()


def test_what_is_added_on_the_announcements_own_page_is_found(editors_browser):
    museum = Organisation.objects.create(name="Музей Победы")
    page = make_announcement("Форум")

    save(
        editors_browser,
        f"/admin/events/announcement/{page.pk}/change/",
        **row("organiser_set", 0, organisation=museum.pk),
        **row("sessions", 0, start_date="14.09.2024", venue=make_venue(city="Псков").pk),
    )

    assert find("победы") == find("псков") == {"Форум"}


def test_a_translation_is_found_by_the_places_of_its_original():
    russian = make_announcement("Форум")
    english = make_announcement("Forum", language="en", translation_of=russian)
    venue = make_venue(name="Манеж", city="Псков", name_en="Riding School", city_en="Pskov")
    session = make_session(russian, venue=venue)

    reindex(Announcement.objects.filter(showing(session=session)))

    assert find("псков") == find("riding pskov") == {"Форум", "Forum"}
    assert english.search_people == ""


@pytest.mark.usefixtures("shelf")
def test_rebuilding_mends_everything_and_finds_the_same():
    columns = ("title", "search_title", "search_lead", "search_text", "search_people")
    before = list(Announcement.objects.order_by("pk").values_list(*columns, "updated_at"))
    words = set(KnownWord.objects.values_list("word", flat=True))
    Announcement.objects.update(search_title="", search_text=" чужо|е ", search_people="")
    KnownWord.objects.all().delete()
    KnownWord.objects.create(word="чужое", stem="чуж")

    call_command("rebuild_search")

    assert list(Announcement.objects.order_by("pk").values_list(*columns, "updated_at")) == before
    assert set(KnownWord.objects.values_list("word", flat=True)) == words


def test_words_are_known_once_the_announcement_is_saved(client):
    save_announcement(make_announcement("Археология"))

    assert list(suggested(read(client.get("/events/", {"q": "орхеология"})))) == ["археология"]


def test_a_text_of_half_a_million_letters_is_indexed():
    words = " ".join(f"слово{number:x}" for number in range(40_000))

    page = make_announcement("Том", body=f"<p>начало {words} {'длинно' * 2_000}</p>")

    assert find("начало") == {"Том"}
    assert len(page.search_text) < 101_000


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("орленок", "орленка"),
        ("заявка", "заявок"),
        ("отец", "отца"),
        ("боец", "бойца"),
        ("площадка", "площадок"),
        ("орел", "орла"),
        ("камень", "камня"),
        ("музей", "музеями"),
        ("королев", "королеву"),
        ("остров", "острову"),
    ],
)
def test_forms_that_the_stemmer_keeps_apart_find_each_other(word, other):
    assert stems_of_question(other)[0] in stems_of_question(word)
    assert stems_of_question(word)[0] in stems_of_question(other)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("question", "queries"), [("музей", 6), ("слово", 7), ("королев", 11), ("мзуей", 9)]
)
def test_a_search_makes_as_many_queries_for_many_as_for_few(client, number, question, queries):
    for index in range(number):
        save_announcement(
            make_announcement(f"Музей {index}", body="<p>слово</p>", contact=make_contact())
        )

    with CaptureQueriesContext(connection) as made:
        client.get("/events/", {"q": question})

    assert len(made) == queries
