"""What those who watch over the site are told."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_answers_are_plain_never_cached_and_only_to_questions(client, address):
    answer = client.get(address)

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_a_site_with_every_migration_is_ready(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_site_that_waits_for_a_migration_is_not_ready(client):
    last = MigrationRecorder.Migration.objects.filter(app="registrations").latest("id")
    last.delete()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"migrations are not applied\n")


def test_a_site_without_its_database_is_not_ready_but_alive(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"the database cannot be reached\n")
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_come_without_https(client, settings, address):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(address).status_code == 200
