"""Who changed what in an announcement when, in words, and one click back."""

import json
from datetime import timedelta

import pytest
from reversion.models import Version

from events import differences, publishing, revision_words, revisions
from events.models import Announcement, Category, FormerSlug, Organisation
from museumsite import moments
from tests.admin_forms import messages, row, save
from tests.make import AT, make_announcement, make_category, make_contact, make_session
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def page_of(announcement):
    return f"/admin/events/announcement/{announcement.pk}/change/"


def history_of(announcement):
    return f"/admin/events/announcement/{announcement.pk}/history/"


def restore(client, announcement, *, number_back=1):
    """Press «Вернуть этот вид» beside the revision so many before the newest."""
    kept = revisions.page_of_history(announcement, number_back, 1)[0]
    address = f"/admin/events/announcement/{announcement.pk}/history/{kept.pk}/restore/"
    return client.post(address, follow=True)


def lines(client, announcement):
    """What the history says, the newest first, a text for each revision."""
    return [
        item.text
        for item in read(client.get(history_of(announcement))).all("li", class_="revision")
    ]


# --- In words


def test_it_says_who_changed_what_when(editors_browser):
    other = Category.objects.create(name="Новости", slug="novosti")
    announcement = make_announcement(lead="Приходите в пять.", category=other)

    save(
        editors_browser,
        page_of(announcement),
        category=make_category().pk,
        lead="Приходите вшестером ровно в пять.",
    )

    newest, first = lines(editors_browser, announcement)
    assert newest.startswith(
        "13 августа 2024, 12:00, по московскому времени Елена Петрова: сохранено"
    )
    assert "Рубрика было: Новости → стало: Анонсы" in newest
    page = read(editors_browser.get(history_of(announcement)))
    assert [new.text for new in page.one(class_="change__text").all("ins")] == ["вшестером ровно"]
    assert "как было до первой записанной правки" in first


@pytest.mark.parametrize(
    ("button", "typed", "words"),
    [
        ("_publish", {}, "опубликовано"),
        (
            "_schedule",
            {"published_at_0": "20.08.2024", "published_at_1": "10:00"},
            "запланировано",
        ),
    ],
)
def test_what_a_button_did_is_named(editors_browser, button, typed, words):
    draft = make_announcement(published_at=None)

    save(editors_browser, page_of(draft), **typed, **{button: "1"})

    assert f"Елена Петрова: {words}" in lines(editors_browser, draft)[0]


def test_organisers_and_sessions_belong_to_the_page(editors_browser):
    announcement = make_announcement(organisers=["Музей Победы"])
    other = Organisation.objects.create(name="Эрмитаж")
    added = {
        **row("organiser_set", 1, organisation=other.pk, position=1),
        **row("sessions", 0, start_date="14.09.2024"),
    }

    save(editors_browser, page_of(announcement), **added)

    newest = lines(editors_browser, announcement)[0]
    assert "Организаторы было: Музей Победы → стало: Музей Победы; Эрмитаж" in newest
    assert "Мероприятие было: — → стало: 14 сентября 2024" in newest


def test_the_english_title_of_a_session_is_in_the_history(editors_browser):
    session = make_session()

    save(editors_browser, f"/admin/events/session/{session.pk}/change/", title_en="The workshop")

    assert "→ стало: The workshop" in lines(editors_browser, session.announcement)[0]


def test_a_page_saved_as_it_is_makes_no_revision(editors_browser):
    announcement = make_announcement(organisers=["Музей Победы"], contact=make_contact())
    make_session(announcement)
    save(editors_browser, page_of(announcement), lead="Иначе")
    number = revisions.count(announcement)

    save(editors_browser, page_of(announcement))

    assert revisions.count(announcement) == number


def test_a_text_is_compared_by_its_words_with_links_and_pictures_named():
    before = '<h2>Было</h2><p>Одно <a href="/events/a/">слово</a> тут.</p>'
    after = '<h2>Было</h2><p>Одно <a href="/events/b/">слово</a> тут.</p>'

    told = differences.pieces(differences.readable(before), differences.readable(after))

    assert [piece.text for piece in told if piece.kind == "gone"] == ["a"]
    assert [piece.text for piece in told if piece.kind == "new"] == ["b"]


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("слово " * 50_000, "иное " * 50_000),
        ("\n" * 100_000, "а\n" * 100_000),
        ("а" * 500_000, "б" * 500_000),
        ("", "Ж\0\ud800\u202e"),
    ],
    ids=["words", "lines", "letters", "odd"],
)
def test_texts_however_long_are_compared_in_a_moment(before, after):
    told = differences.pieces(before, after)

    assert {piece.kind for piece in told} - {"same", "gone", "new", "gap"} == set()
    assert sum(len(piece.text) for piece in told) <= 20_000


# --- The way back


def test_one_click_restores_and_is_a_revision_itself(editors_browser):
    announcement = make_announcement("Было", lead="Старое.", organisers=["Первый"])
    second = Organisation.objects.create(name="Второй")
    changed = {"organiser_set-0-organisation": second.pk, "lead": "Новое.", "title": "Стало"}
    save(editors_browser, page_of(announcement), **changed)

    answer = restore(editors_browser, announcement)

    announcement.refresh_from_db()
    assert (announcement.title, announcement.lead) == ("Было", "Старое.")
    assert [museum.name for museum in announcement.organisers_in_order()] == ["Первый"]
    assert messages(answer)[0].startswith("Прежний вид возвращён")
    assert "Елена Петрова: возвращён прежний вид" in lines(editors_browser, announcement)[0]


def test_it_takes_no_address_and_publishes_nothing(editors_browser):
    announcement = make_announcement("Было", slug="old")
    publishing.withdraw(announcement, at=AT)
    announcement.slug = "new"
    publishing.unschedule(announcement)
    FormerSlug.objects.all().delete()
    make_announcement("Другая", slug="old")

    restore(editors_browser, announcement, number_back=2)

    announcement.refresh_from_db()
    assert announcement.slug == "new"
    assert announcement.published_at is None
    assert announcement.withdrawn_at == AT


def test_what_was_deleted_since_is_read_and_left_out(editors_browser):
    gone = Category.objects.create(name="Интервью", slug="intervyu")
    announcement = make_announcement(category=gone, organisers=["Исчезнувший музей"])
    save(
        editors_browser,
        page_of(announcement),
        category=make_category().pk,
        **{"organiser_set-0-DELETE": "on"},
    )
    gone.delete()
    Organisation.objects.all().delete()

    words = lines(editors_browser, announcement)[0]
    answer = restore(editors_browser, announcement)

    assert "Рубрика было: Интервью → стало: Анонсы" in words
    assert "Организаторы было: Исчезнувший музей → стало: —" in words
    announcement.refresh_from_db()
    assert announcement.category == make_category()
    assert "С тех пор удалено, вернуть не удалось: рубрика, организаторы." in messages(answer)


def test_a_revision_of_another_schema_is_read_and_restored(editors_browser):
    announcement = make_announcement(lead="Старое.")
    save(editors_browser, page_of(announcement), lead="Новое.")
    version = Version.objects.filter(object_id=str(announcement.pk)).order_by("pk")[0]
    told = json.loads(version.serialized_data)
    told[0]["fields"] = {"lead": "Старое.", "subtitle": "Такого поля больше нет."}
    version.serialized_data = json.dumps(told)
    version.save()

    assert "Новое" in lines(editors_browser, announcement)[0]
    restore(editors_browser, announcement)

    announcement.refresh_from_db()
    assert announcement.lead == "Старое."


def test_what_a_colleague_saves_at_the_moment_of_a_restoration_is_kept(editors_browser):
    announcement = make_announcement("Прежнее")
    publishing.save_announcement(announcement)
    [kept] = revisions.page_of_history(announcement, 0, 1)
    announcement.title = "Новое"
    publishing.save_announcement(announcement)
    Announcement.objects.filter(pk=announcement.pk).update(slug="colleague")

    publishing.restore(announcement, kept)

    announcement.refresh_from_db()
    assert (announcement.title, announcement.slug) == ("Прежнее", "colleague")


def test_a_get_restores_nothing_and_a_registrar_may_not(editors_browser, registrars_browser):
    announcement = make_announcement(lead="Было.")
    save(editors_browser, page_of(announcement), lead="Стало.")
    kept = revisions.page_of_history(announcement, 1, 1)[0]
    address = f"/admin/events/announcement/{announcement.pk}/history/{kept.pk}/restore/"

    assert editors_browser.get(address).status_code == 405
    assert registrars_browser.post(address).status_code == 403
    assert "Вернуть этот вид" not in read(registrars_browser.get(history_of(announcement))).text
    assert Announcement.objects.get().lead == "Стало."


def test_a_revision_of_another_page_is_not_restored_here(editors_browser):
    one, other = make_announcement(), make_announcement(lead="Чужое.")
    revisions.record(other)
    kept = revisions.latest(other)

    address = f"/admin/events/announcement/{one.pk}/history/{kept.pk}/restore/"

    assert editors_browser.post(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 25])
def test_the_history_asks_the_same_questions_for_any_number_of_revisions(
    editors_browser, django_assert_num_queries, number
):
    announcement = make_announcement(organisers=["Музей"], contact=make_contact())
    make_session(announcement)
    for index in range(number):
        with moments.stopped_at(AT + timedelta(minutes=index)):
            announcement.lead = f"Раз {index}"
            publishing.save_announcement(announcement)

    with django_assert_num_queries(11):
        editors_browser.get(history_of(announcement))


def test_every_field_one_can_change_is_kept():
    """A field that is added to the model is added to its revisions, or named here."""
    left_out = {"id", "search_text", "share_card", "updated_at"}
    fields = {field.name for field in Announcement._meta.fields if field.editable}

    assert fields - left_out == set(revisions.FIELDS)
    assert revision_words.label_of("lead") == "лид"


def test_a_session_moved_on_its_own_page_is_in_the_history_of_the_announcement(registrars_browser):
    session = make_session()

    save(
        registrars_browser,
        f"/admin/events/session/{session.pk}/change/",
        start_date="20.09.2024",
    )

    newest = lines(registrars_browser, session.announcement)[0]
    assert "Ольга Иванова: изменено мероприятие" in newest
    assert "было: 14 сентября 2024 → стало: 20 сентября 2024" in newest
