"""Who works on the site. Import the fixtures in `conftest.py`; the functions make more of them."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client


def make_staff(name: str, *groups: str, **fields: object) -> User:
    """A colleague in these groups, who may sign in to the admin."""
    user = User.objects.create_user(name, password="long enough for a test", is_staff=True)
    for field, value in fields.items():
        setattr(user, field, value)
    user.save()
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def signed_in(user: User) -> Client:
    """A browser in which this colleague has signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db: None) -> User:
    """Writes announcements; must see nobody's personal data."""
    return make_staff("editor", "Редакторы", first_name="Елена", last_name="Петрова")


@pytest.fixture
def registrar(db: None) -> User:
    """Runs the sign-up; reads announcements, but does not write them."""
    return make_staff("registrar", "Регистраторы", first_name="Ольга", last_name="Иванова")


@pytest.fixture
def director(db: None) -> User:
    """May do everything."""
    return make_staff("director", is_superuser=True)


@pytest.fixture
def editors_browser(editor: User) -> Client:
    return signed_in(editor)


@pytest.fixture
def registrars_browser(registrar: User) -> Client:
    return signed_in(registrar)


@pytest.fixture
def directors_browser(director: User) -> Client:
    return signed_in(director)
