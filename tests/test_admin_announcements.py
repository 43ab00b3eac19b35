"""An editor announces: the form, the list, publishing, addresses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from events.models import Announcement, Category, FormerSlug, Organisation, Session, Stage
from museumsite import moments
from tests.admin_forms import errors, messages, opened, row, save
from tests.make import (
    AT,
    make_announcement,
    make_category,
    make_contact,
    make_intake,
    make_registration,
    make_session,
    make_venue,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/events/announcement/"
ADD = "/admin/events/announcement/add/"


def page_of(announcement: Announcement) -> str:
    return reverse("admin:events_announcement_change", args=[announcement.pk])


def rows_of(client: Client, query: str = "") -> list[str]:
    """The titles in the list, in order."""
    return [cell.text for cell in read(client.get(LIST + query)).all("th", class_="field-title")]


# --- Writing one


def test_an_announcement_with_a_session_typed_into_the_form_is_on_the_site(
    editors_browser, client, at
):
    organisation = Organisation.objects.create(name="Музей Победы")
    typed = {
        "title": "Международная сессия музеев",
        "category": make_category().pk,
        "lead": "Коротко.",
        "body": "Первый абзац.\n\nВторой.",
        "published_at_0": "13.08.2024",
        "published_at_1": "11:00",
        "contact": make_contact().pk,
        **row("organiser_set", 0, organisation=organisation.pk, position=0),
        **row("sessions", 0, start_date="14.09.2024", venue=make_venue().pk),
    }

    answer = save(editors_browser, ADD, **typed)

    assert errors(answer) == []
    announcement = Announcement.objects.get()
    assert announcement.published_at == datetime(2024, 8, 13, 8, 0, tzinfo=UTC)
    assert announcement.sessions.get().starts_at == datetime(2024, 9, 13, 21, 0, tzinfo=UTC)
    public = read(client.get("/events/mezhdunarodnaya-sessiya-muzeev/")).text
    for fact in ("Второй.", "Музей Победы", "14 сентября 2024", "Королёв", "+7 (499) 449-81-17"):
        assert fact in public


def test_after_a_session_is_added_the_page_shows_the_way_to_its_sign_up(editors_browser):
    announcement = make_announcement()

    answer = save(
        editors_browser, page_of(announcement), **row("sessions", 0, start_date="14.09.2024")
    )

    session = announcement.sessions.get()
    links = read(answer).links
    assert links["Открыть страницу мероприятия: приём заявок, срок, места"] == (
        f"/admin/events/session/{session.pk}/change/"
    )


def test_an_announcement_without_a_date_is_a_draft_and_the_page_says_so(editors_browser):
    answer = save(editors_browser, ADD, title="Набросок", category=make_category().pk)

    assert Announcement.objects.get().published_at is None
    assert messages(answer)[0] == "Черновик: посетители этого пока не видят."


def test_the_help_names_the_clock_by_which_publication_is_typed(editors_browser):
    assert "Дата и время указываются по московскому времени." in read(editors_browser.get(ADD)).text


def test_the_publish_button_saves_and_publishes_to_the_minute(editors_browser):
    draft = make_announcement("Черновик", published_at=None)
    typed = {**opened(editors_browser, page_of(draft)), "title": "Готово", "_publish": "1"}

    with moments.stopped_at(datetime(2024, 8, 13, 9, 0, 42, tzinfo=UTC)):
        editors_browser.post(page_of(draft), typed)

    draft.refresh_from_db()
    assert draft.title == "Готово"
    assert draft.published_at == datetime(2024, 8, 13, 9, 0, tzinfo=UTC)


def test_a_published_announcement_has_no_publish_button(editors_browser):
    out, draft = make_announcement(), make_announcement(published_at=None)

    pages = {name: read(editors_browser.get(page_of(name))) for name in (out, draft)}

    assert [len(page.all("input", name="_publish")) for page in pages.values()] == [0, 1]


def test_saving_an_announcement_as_it_is_changes_nothing_about_its_moment(editors_browser):
    announcement = make_announcement()
    before = announcement.published_at

    save(editors_browser, page_of(announcement), lead="Иначе.")

    announcement.refresh_from_db()
    assert (announcement.lead, announcement.published_at) == ("Иначе.", before)


# --- Its address


def test_an_empty_address_is_made_from_the_title(editors_browser):
    save(editors_browser, ADD, title="Съезд музеев", category=make_category().pk, slug="")

    assert Announcement.objects.get().slug == "sezd-muzeev"


def test_a_changed_address_keeps_redirecting_and_is_listed_as_a_former_one(editors_browser, client):
    announcement = make_announcement(slug="old")

    save(editors_browser, page_of(announcement), slug="new")

    answer = client.get("/events/old/")
    assert (answer.status_code, answer["Location"]) == (301, "/events/new/")
    assert "/events/old/" in read(editors_browser.get(page_of(announcement))).text


def test_the_former_address_of_another_announcement_is_refused_with_everything_kept(
    editors_browser,
):
    FormerSlug.objects.create(slug="taken", announcement=make_announcement())

    answer = save(editors_browser, ADD, title="Другая", category=make_category().pk, slug="taken")

    assert errors(answer) == ["Этот адрес уже принадлежит другой публикации."]
    assert read(answer).one("input", name="title").attributes["value"] == "Другая"


# --- Wrong things typed


@pytest.mark.parametrize(
    ("field", "typed", "complaint"),
    [
        ("title", "", "Обязательное поле."),
        ("title", "   ", "Обязательное поле."),
        ("title", "Ж\0Ж", "Данные содержат запрещённый символ: ноль-байт"),
        ("title", "Ж" * 10_000, "Убедитесь, что это значение содержит не более 300 символов"),
        ("lead", "Ж" * 10_000, "Убедитесь, что это значение содержит не более 1000 символов"),
        ("slug", "не-латиница", "Значение должно состоять только из латинских букв"),
        ("category", "999", "Выберите корректный вариант."),
        ("category", "1; DROP", "Выберите корректный вариант."),
        ("published_at_0", "31.02.2024", "Введите правильную дату."),
        ("published_at_0", "13.08.9999", "Проверьте год: он должен быть между 1900 и 2199."),
        ("published_at_1", "25:00", "Введите правильное время."),
    ],
    ids=lambda value: str(value)[:20].replace("\0", "NUL"),
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(editors_browser, field, typed, complaint):
    right = {
        "title": "Заголовок",
        "category": make_category().pk,
        "body": "Длинный текст, который жаль потерять.",
        "published_at_0": "13.08.2024",
        "published_at_1": "11:00",
    }

    answer = save(editors_browser, ADD, **{**right, field: typed})

    assert [words for words in errors(answer) if words.startswith(complaint)]
    assert read(answer).one("textarea", name="body").text == right["body"]
    assert not Announcement.objects.exists()


def test_invisible_marks_that_turn_a_line_around_are_taken_out_of_a_title(editors_browser):
    save(editors_browser, ADD, title="Музей\u202e  Победы\u200f", category=make_category().pk)

    assert Announcement.objects.get().title == "Музей Победы"


def test_html_in_a_title_is_shown_as_typed(editors_browser, client):
    save(editors_browser, ADD, title="<b>Жирно</b>", category=make_category().pk)

    assert rows_of(editors_browser) == ["<b>Жирно</b>"]


@pytest.mark.parametrize("number_in_database", [0, 1])
def test_one_organisation_named_twice_is_refused_in_plain_words(
    editors_browser, number_in_database
):
    organisers = ["Музей Победы"][:number_in_database]
    announcement = make_announcement(organisers=organisers)
    same = Organisation.objects.get_or_create(name="Музей Победы")[0].pk

    twice = {
        **row("organiser_set", 0, organisation=same),
        **row("organiser_set", 1, organisation=same),
    }

    answer = save(editors_browser, page_of(announcement), **twice)

    assert "Эта организация названа дважды. Оставьте её один раз." in errors(answer)
    assert announcement.organiser_set.count() == number_in_database


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"start_date": ""}, "Обязательное поле."),
        ({"start_date": "31.12.9999"}, "Проверьте год: он должен быть между 1900 и 2199."),
        ({"start_date": "01.01.0001"}, "Проверьте год: он должен быть между 1900 и 2199."),
        ({"end_date": "13.09.2024"}, "Мероприятие заканчивается раньше, чем начинается."),
        ({"zone": "Europe/Atlantis"}, "Такого часового пояса нет."),
        ({"zone": ""}, "Обязательное поле."),
        (
            {"zone": "Europe/Paris", "start_date": "31.03.2024", "start_time": "02:30"},
            "В этот день нет времени 02:30: часы переводят вперёд. Выберите другое время.",
        ),
        (
            {"zone": "Europe/Paris", "start_date": "27.10.2024", "start_time": "02:30"},
            "02:30 в этот день бывает дважды: часы переводят назад. Выберите другое время.",
        ),
    ],
    ids=str,
)
def test_a_session_typed_wrongly_is_refused_at_its_field(editors_browser, typed, complaint):
    announcement = make_announcement()
    session = {"start_date": "14.09.2024", "zone": "Europe/Moscow", "mode": "online", **typed}

    answer = save(editors_browser, page_of(announcement), **row("sessions", 0, **session))

    assert complaint in errors(answer)
    assert not Session.objects.exists()


def test_a_session_that_is_there_is_shown_with_the_way_to_its_own_page(editors_browser):
    session = make_session()

    save(
        editors_browser,
        page_of(session.announcement),
        **{"sessions-0-start_date": "20.09.2024", "sessions-0-start_time": "11:30"},
    )

    page = read(editors_browser.get(page_of(session.announcement)))
    session.refresh_from_db()
    assert session.start_date == date(2024, 9, 14)
    assert page.all("input", name="sessions-0-start_date") == []
    assert page.links["Открыть страницу мероприятия: дата, место, отмена, приём заявок"] == (
        f"/admin/events/session/{session.pk}/change/"
    )


# --- The list


def act(client, action, keys, **fields):
    return client.post(LIST, {"action": action, "_selected_action": keys, **fields}, follow=True)


def test_the_list_says_what_is_out_and_what_is_waiting(editors_browser, at):
    category = make_category()
    make_announcement("Вышло", category=category)
    make_announcement("Ждёт", published_at=at + timedelta(days=1), category=category)
    make_announcement("Пишется", published_at=None, category=category)

    page = read(editors_browser.get(LIST))

    shown = zip(
        page.all(class_="field-title"),
        page.all(class_="field-state"),
        page.all(class_="field-page"),
        strict=True,
    )
    assert [tuple(cell.text for cell in cells) for cells in shown] == [
        ("Пишется", "черновик", "предпросмотр"),
        ("Ждёт", "запланировано на 14 августа 2024, 12:00", "предпросмотр"),
        ("Вышло", "опубликовано", "смотреть на сайте"),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=draft", ["Пишется"]),
        ("?state=scheduled", ["Ждёт"]),
        ("?state=published", ["Вышло"]),
        ("?state=withdrawn", ["Снято"]),
        ("?category__id__exact={category}", ["Вышло"]),
        ("?published_at__year=2024&state=published", ["Вышло"]),
        ("?state=nonsense", ["Пишется", "Ждёт", "Вышло", "Снято"]),
        ("?q=вышедшее", []),
        ("?q=%00", ["Пишется", "Ждёт", "Вышло", "Снято"]),
    ],
)
def test_the_list_is_narrowed(editors_browser, at, query, found):
    category = Category.objects.create(name="Выставки", slug="vyistavki")
    make_announcement("Вышло", category=category)
    make_announcement("Ждёт", published_at=at + timedelta(days=1))
    make_announcement("Пишется", published_at=None)
    make_announcement("Снято", published_at=at - timedelta(days=9), withdrawn_at=at)

    assert rows_of(editors_browser, query.format(category=category.pk)) == found


@pytest.mark.parametrize("question", ["победа", "ПОБЕДЫ", "победой", "блокаде"])
def test_the_list_is_searched_by_words_in_any_form(editors_browser, question):
    make_announcement("Музей Победы приглашает", body="О блокаде.")
    make_announcement("Другое")

    assert rows_of(editors_browser, f"?q={question}") == ["Музей Победы приглашает"]


def test_the_action_publishes_what_was_waiting_and_leaves_what_is_out(editors_browser, at):
    out = make_announcement("Вышло")
    before = out.published_at
    waiting = [
        make_announcement(published_at=None),
        make_announcement(published_at=at + timedelta(9)),
    ]

    answer = act(editors_browser, "publish_now", [out.pk, *(one.pk for one in waiting)])

    assert messages(answer) == ["Опубликованы 2 публикации."]
    moments_now = Announcement.objects.order_by("pk").values_list("published_at", flat=True)
    assert list(moments_now) == [before, at, at]
    assert out.body == Announcement.objects.get(pk=out.pk).body


def test_a_registrar_reads_announcements_and_cannot_publish_them(registrars_browser):
    draft = make_announcement("Черновик", published_at=None)

    answer = act(registrars_browser, "publish_now", [draft.pk])

    draft.refresh_from_db()
    assert draft.published_at is None
    assert "publish_now" not in answer.content.decode()
    page = read(registrars_browser.get(page_of(draft)))
    assert not page.all("input", name="_save")
    assert not page.all("input", name="_publish")


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_list_asks_the_same_questions_for_any_number_of_announcements(
    directors_browser, django_assert_num_queries, number
):
    for index in range(number):
        make_announcement(category=make_category(f"Рубрика {index}", f"rubrika-{index}"))

    with django_assert_num_queries(8):
        directors_browser.get(LIST)


@pytest.mark.parametrize("number", [1, 3, 10])
def test_the_page_asks_the_same_questions_for_any_number_of_sessions(
    directors_browser, django_assert_num_queries, number
):
    announcement = make_announcement()
    for _number in range(number):
        make_session(announcement, venue=make_venue())
    ContentType.objects.get_for_model(Announcement)  # remembered by the process, whoever asks

    with django_assert_num_queries(15):
        directors_browser.get(page_of(announcement))


# --- The buttons

SAVE_AND_LOOK = "Сохранить и посмотреть"


def buttons(client, url):
    """What one can press under the form, in order."""
    page = read(client.get(url))
    row = page.all("div", class_="submit-row")[-1]
    return [button.attributes["value"] for button in row.all("input", type="submit")]


def press(client, announcement, button, **typed):
    """Open the page, type, press this button, look where that leads."""
    fields = {**opened(client, page_of(announcement)), **typed, button: "1"}
    return client.post(page_of(announcement), fields, follow=True)


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        (
            {"published_at": None},
            "Черновик",
            [
                "Сохранить черновик",
                "Сохранить и посмотреть",
                "Запланировать",
                "Опубликовать сейчас",
            ],
        ),
        (
            {"published_at": AT + timedelta(days=1)},
            "Запланировано на 14 августа 2024, 12:00",
            ["Сохранить", SAVE_AND_LOOK, "Вернуть в черновики", "Опубликовать сейчас"],
        ),
        (
            {"published_at": AT},
            "Опубликовано",
            ["Сохранить", SAVE_AND_LOOK, "Снять с публикации…"],
        ),
        (
            {"published_at": AT, "withdrawn_at": AT},
            "Снято с публикации",
            ["Сохранить", SAVE_AND_LOOK, "Вернуть"],
        ),
    ],
    ids=["draft", "scheduled", "published", "withdrawn"],
)
def test_the_page_says_where_it_stands_and_what_can_be_done(editors_browser, fields, name, words):
    announcement = make_announcement(**fields)

    page = read(editors_browser.get(page_of(announcement)))

    assert page.one("h2", class_="stage__name").text == name
    assert buttons(editors_browser, page_of(announcement)) == words


def test_a_new_page_is_a_draft(editors_browser):
    assert buttons(editors_browser, ADD)[0] == "Сохранить черновик"


@pytest.mark.parametrize(
    ("button", "typed", "complaint"),
    [
        (
            "_draft",
            ("20.08.2024", "10:00"),
            "У черновика нет даты публикации. Нажмите «Запланировать», чтобы страница вышла"
            " в это время, или очистите дату.",
        ),
        ("_schedule", ("", ""), "Укажите дату и время, когда странице появиться."),
        (
            "_schedule",
            ("13.08.2024", "12:00"),
            "Это время уже прошло. Укажите будущее или опубликуйте сейчас.",
        ),
    ],
)
def test_a_button_that_does_not_suit_the_date_says_so(editors_browser, button, typed, complaint):
    draft = make_announcement(published_at=None)
    fields = dict(zip(("published_at_0", "published_at_1"), typed, strict=True))

    answer = press(editors_browser, draft, button, title="Набрано", **fields)

    draft.refresh_from_db()
    assert complaint in errors(answer)
    fault = read(answer).one("li", class_="faults__one")
    assert (fault.one("a").attributes["href"], complaint in fault.text) == (
        "#id_published_at_0",
        True,
    )
    assert draft.published_at is None
    assert read(answer).one("input", name="title").attributes["value"] == "Набрано"


def test_it_is_scheduled_and_taken_back(editors_browser):
    draft = make_announcement(published_at=None)

    press(editors_browser, draft, "_schedule", published_at_0="20.08.2024", published_at_1="10:00")
    draft.refresh_from_db()
    assert draft.stage(AT) == Stage.SCHEDULED

    press(editors_browser, draft, "_unschedule")
    draft.refresh_from_db()
    assert draft.stage(AT) == Stage.DRAFT


def test_what_has_come_out_meanwhile_is_not_hidden_by_the_button_for_drafts(editors_browser):
    announcement = make_announcement("Вышло")

    answer = press(editors_browser, announcement, "_unschedule")
    announcement.refresh_from_db()

    assert announcement.stage(AT) == Stage.PUBLISHED
    assert "Чтобы её скрыть, снимите её с публикации." in read(answer).text


def test_taking_down_saves_what_was_typed_asks_and_warns_of_open_sign_up(editors_browser):
    announcement = make_announcement("Вечер «Памяти»")
    intake = make_intake(make_session(announcement))
    make_registration(intake)

    asked = press(editors_browser, announcement, "_withdraw", lead="Набрано.")
    announcement.refresh_from_db()
    assert (announcement.lead, announcement.stage(AT)) == ("Набрано.", Stage.PUBLISHED)
    words = read(asked).one("div", class_="beside__warning").text
    assert "Приём заявок открыт: «Вечер „Памяти“», до 19 августа" in words
    assert "Уже подана 1 заявка." in words

    address = f"/admin/events/announcement/{announcement.pk}/withdraw/"
    editors_browser.post(address, {"confirmed": "yes"})
    announcement.refresh_from_db()
    assert announcement.stage(AT) == Stage.WITHDRAWN


def test_it_is_brought_back_as_it_was(editors_browser, client):
    announcement = make_announcement(withdrawn_at=AT)
    before = announcement.published_at

    press(editors_browser, announcement, "_bring_back")

    announcement.refresh_from_db()
    assert (announcement.published_at, announcement.withdrawn_at) == (before, None)
    assert client.get(announcement.get_absolute_url()).status_code == 200


def test_many_are_taken_down_from_the_list_after_a_question(editors_browser):
    out = [make_announcement(), make_announcement()]
    draft = make_announcement(published_at=None)
    chosen = [one.pk for one in (*out, draft)]

    asked = act(editors_browser, "withdraw", chosen)
    assert Announcement.objects.filter(withdrawn_at=None).count() == 3
    [form] = [form for form in read(asked).all("form") if form.all("input", name="confirmed")]
    keys = [box.attributes["value"] for box in form.all("input", name="_selected_action")]
    answer = act(editors_browser, "withdraw", keys, confirmed="yes")

    assert messages(answer) == ["2 публикации сняты."]
    assert list(Announcement.objects.filter(withdrawn_at=None)) == [draft]


def test_saved_and_looked_at(editors_browser):
    draft = make_announcement("Черновик", published_at=None)

    answer = press(editors_browser, draft, "_look", title="Иначе")

    assert read(answer).one("h1").text == "Иначе"
    assert "посетители эту страницу пока не видят" in read(answer).text


def test_a_registrar_may_take_nothing_down(registrars_browser):
    announcement = make_announcement()
    address = f"/admin/events/announcement/{announcement.pk}/withdraw/"

    assert registrars_browser.post(address, {"confirmed": "yes"}).status_code == 403
    assert 'value="withdraw"' not in registrars_browser.get(LIST).content.decode()


def test_quotation_marks_within_others_are_of_another_kind(editors_browser):
    answer = save(editors_browser, page_of(make_announcement("Вечер «Памяти»")), lead="Иначе.")

    assert "Сохранено: «Вечер „Памяти“»." in messages(answer)
