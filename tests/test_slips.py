"""Probable slips in an address are noticed, and real addresses are left alone."""

import pytest

from registrations.slips import PROVIDERS, suggestion_for


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmil.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmial.con", "gmail.com"),
        ("gmail.ru", "gmail.com"),
        ("mail.ry", "mail.ru"),
        ("maill.ru", "mail.ru"),
        ("mial.ru", "mail.ru"),
        ("yandex.ri", "yandex.ru"),
        ("yadnex.ru", "yandex.ru"),
        ("yandx.ru", "yandex.ru"),
        ("ramber.ru", "rambler.ru"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("iclud.com", "icloud.com"),
        ("kraeved-museum.ry", "kraeved-museum.ru"),
        ("GMIAL.com", "gmail.com"),
    ],
)
def test_a_slip_is_noticed_and_the_address_that_was_meant_is_named(typed, meant):
    assert suggestion_for(f"anna.s@{typed}") == f"anna.s@{meant}"


@pytest.mark.parametrize(
    "domain",
    [
        *PROVIDERS,
        "museum.ru",
        "victorymuseum.ru",
        "mgu.ru",
        "museum.example",
        "edu.ru",
        "hermitage.ru",
        "музей.рф",
        "bb.ru",
        "ok.ru",
        "spbu.ru",
        "city.museum",
        "mkrf.ru",
    ],
)
def test_real_domains_are_left_alone(domain):
    assert suggestion_for(f"anna@{domain}") is None


@pytest.mark.parametrize("typed", ["", "@", "anna", "@gmial.com", "anna@", "a@b", "\0@\0"])
def test_what_is_no_address_gives_no_advice(typed):
    assert suggestion_for(typed) is None
