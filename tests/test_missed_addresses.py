"""Addresses asked for in vain are counted, without a word about who asked, and made to lead on."""

from datetime import timedelta
from time import monotonic, sleep
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.contrib.redirects.models import Redirect
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from events import missed
from events.models import MissedAddress
from museumsite import moments
from tests.admin_forms import messages, opened
from tests.make import AT, make_announcement
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/events/missedaddress/"
SECRET = "qJ3xKd82Lp0aZw7-RtYu_9Bn4Vc1Md6E"


@pytest.fixture(autouse=True)
def _counted(settings):
    """Counting is on; the thread that writes comes in an hour, and the test writes by itself."""
    settings.MISSED_ADDRESSES_SECONDS = 3600
    yield
    if missed._timer:
        missed._timer.cancel()
        missed._timer = None
    missed._waiting.clear()


def counted():
    missed.write()
    return dict(MissedAddress.objects.values_list("path", "hits"))


def make_missed(path, hits=1, **fields):
    return MissedAddress.objects.create(
        path=path, **{"hits": hits, "first_at": AT, "last_at": AT, **fields}
    )


# --- Counting ---------------------------------------------------------------------------


def test_a_miss_is_counted_by_its_path_and_nothing_is_kept_of_who_asked(client):
    for _ in range(2):
        client.get("/news/otkryitie/?email=anna@museum.example", REMOTE_ADDR="192.0.2.7")
    with moments.stopped_at(AT + timedelta(hours=1)):
        client.get("/news/otkryitie")

    assert counted() == {"/news/otkryitie": 3}
    row = MissedAddress.objects.get()
    assert (row.first_at, row.last_at) == (AT, AT + timedelta(hours=1))


def test_a_visit_in_vain_asks_nothing_of_the_database_but_for_a_redirect(client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/news/otkryitie/")

    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


@pytest.mark.parametrize(
    "path",
    [
        f"/r/{SECRET}/",
        f"/en/r/{SECRET}/",
        f"/preview/{SECRET}/",
        "/admin/no-such-page/",
        "/en/admin/no/",
        "/media/no.png",
        "/static/no.css",
        "/people/anna@museum.example/",
        "/people/anna%40museum.example",
        "/people/anna%2540museum.example",
        "/unsubscribe/4955123456789",
        "/call/+7-499-449-81-17",
        f"/old/{SECRET}",
        f"/old/{SECRET[:16]}.html",
        "/old/550e8400-e29b-41d4-a716-446655440000",
        "/old/5f4dcc3b5aa765d61d8327deb882cf99",
        f"/{'a' * 400}",
        "/%00%01",
        "/%E2%80%AEabc",
    ],
)
def test_what_could_name_a_person_or_open_something_is_not_counted(client, path):
    assert client.get(path).status_code in {302, 400, 404}

    assert counted() == {}


@pytest.mark.parametrize(
    "path",
    [
        "/news/2019/08/13/muzej-pobedyi-otkryil-vyistavku-1941",
        "/новости/открытие-выставки",
        "/news/20190813-otkryitie.html",
        "/wp-login.php",
        "/News/Vystavka-2024-Goda",
        "/en/news/opening",
    ],
)
def test_addresses_as_sites_have_them_are_counted(client, path):
    client.get(path)

    assert counted() == {path: 1}


def test_what_is_found_moved_or_sent_is_not_counted(client):
    Redirect.objects.create(site_id=1, old_path="/old", new_path="/events/")
    make_announcement("Событие")

    for path in ("/", "/events/", "/events/sobyitie", "/old/"):
        client.get(path)
    client.post("/news/otkryitie/")
    client.head("/news/otkryitie/")

    assert counted() == {}


def test_a_flood_of_addresses_fills_neither_memory_nor_table(client, monkeypatch):
    monkeypatch.setattr(missed, "MOST_WAITING", 5)
    monkeypatch.setattr(missed, "MOST_ROWS", 8)
    make_missed("/asked/often", hits=9)

    for wave in range(3):
        for number in range(10):
            client.get(f"/flood/{wave}/{number}")
        counted()

    assert MissedAddress.objects.count() == 8
    assert counted()["/asked/often"] == 9


def test_what_staff_have_just_seen_to_is_not_counted_again(client):
    client.get("/news/otkryitie/")
    Redirect.objects.create(site_id=1, old_path="/news/otkryitie", new_path="/events/")

    assert counted() == {}


def test_a_busy_database_keeps_no_visitor_waiting_and_loses_no_count(client, monkeypatch):
    client.get("/news/otkryitie/")
    with monkeypatch.context() as busy:
        busy.setattr(missed, "_add", _busy)
        missed.write()
    client.get("/news/otkryitie/")

    assert counted() == {"/news/otkryitie": 2}


def _busy(noted):
    raise OperationalError("database is locked")


# --- The list ---------------------------------------------------------------------------


def test_the_list_says_how_often_and_when_and_offers_a_redirect(editors_browser):
    make_missed("/news/otkryitie", hits=3)

    page = read(editors_browser.get(LIST))

    row = page.one(id="result_list").one("tbody").text
    assert "/news/otkryitie сделать перенаправление 3 13 августа 2024, 12:00" in row


def test_a_redirect_is_made_from_the_list_and_the_row_leaves_it(editors_browser, client):
    make_announcement("Открытие")
    make_missed("/news/otkryitie", hits=3)
    link = read(editors_browser.get(LIST)).links["сделать перенаправление"]

    fields = opened(editors_browser, link)
    answer = editors_browser.post(link, {**fields, "_save": "1"})

    assert (fields["old_path"], fields["new_path"]) == ("/news/otkryitie", "/events/otkryitie/")
    assert answer["Location"] == LIST
    assert not MissedAddress.objects.exists()
    assert client.get("/news/otkryitie/?p=1")["Location"] == "/events/otkryitie/"


def test_what_is_answered_by_now_is_marked(editors_browser):
    make_announcement("Событие")
    Redirect.objects.create(site_id=1, old_path="/old", new_path="/events/")
    for path in ("/events/sobyitie", "/old", "/events/drugoe", "/museums/net"):
        make_missed(path)

    rows = read(editors_browser.get(LIST)).one(id="result_list").one("tbody").all("tr")

    answered = {
        row.links and next(iter(row.links)) for row in rows if "уже открывается" in row.text
    }
    assert answered == {"/events/sobyitie", "/old"}


def test_what_programs_try_is_shown_apart(editors_browser):
    probes = ["/wp-login.php", "/.env", "/wp-admin/setup", "/vendor/x", "/index.jsp"]
    for path in ["/news/php-dlya-muzeev", *probes]:
        make_missed(path)

    def listed(query):
        table = read(editors_browser.get(LIST + query)).one(id="result_list").one("tbody")
        return {link for link in table.links if link.startswith("/")}

    assert listed("") == {"/news/php-dlya-muzeev"}
    assert listed("?by=probes") == set(probes)
    assert listed("?by=all") == {"/news/php-dlya-muzeev", *probes}


def test_addresses_are_forgotten_at_once(editors_browser):
    rows = [make_missed(f"/old/{number}") for number in range(3)]
    chosen = {"action": "forget", "_selected_action": [rows[0].pk, rows[1].pk]}

    answer = editors_browser.post(LIST, chosen, follow=True)

    assert messages(answer) == ["2 адреса забыты."]
    assert list(MissedAddress.objects.values_list("path", flat=True)) == ["/old/2"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_questions_for_any_number(
    directors_browser, django_assert_num_queries, number
):
    for index in range(number):
        make_announcement(f"Событие {index}")
        make_missed(f"/events/sobyitie-{index}")
        make_missed(f"/museums/muzej-{index}")

    with django_assert_num_queries(11):
        directors_browser.get(LIST)


def test_nobody_adds_or_changes_a_count(directors_browser):
    row = make_missed("/old")

    assert directors_browser.get(f"{LIST}add/").status_code == 403
    directors_browser.post(f"{LIST}{row.pk}/change/", {"path": "/new", "hits": 7})
    row.refresh_from_db()
    assert (row.path, row.hits) == ("/old", 1)


# --- In a real process ------------------------------------------------------------------


@pytest.mark.slow
def test_a_thread_of_the_server_writes_what_was_missed(start_site):
    site = start_site(MISSED_ADDRESSES_SECONDS=1)
    with pytest.raises(HTTPError):
        urlopen(f"{site.url}/news/otkryitie")

    deadline = monotonic() + 15
    while not (rows := site.inside("missed_addresses")) and monotonic() < deadline:
        sleep(0.1)

    assert rows == {"/news/otkryitie": 1}
