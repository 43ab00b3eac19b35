"""Letters are found without regard to case, Cyrillic ones too, alike on both databases."""

import pytest
from django.db import connection

from events.models import Category

WORDS = ["Музей ПОБЕДЫ", "Ёлка", "100 % музей", "100 из 100", "a_b", "a-b", "обратная \\ черта"]


@pytest.fixture(autouse=True)
def categories(db):
    Category.objects.all().delete()
    for number, name in enumerate(WORDS):
        Category.objects.create(name=name, slug=f"slug-{number}")


@pytest.mark.parametrize(
    ("lookup", "typed", "found"),
    [
        ("icontains", "победы", ["Музей ПОБЕДЫ"]),
        ("icontains", "ПОБЕДЫ", ["Музей ПОБЕДЫ"]),
        ("icontains", "музей", ["100 % музей", "Музей ПОБЕДЫ"]),
        ("istartswith", "МУЗЕЙ", ["Музей ПОБЕДЫ"]),
        ("iendswith", "МУЗЕЙ", ["100 % музей"]),
        ("iexact", "ёлка", ["Ёлка"]),
        ("iexact", "ёлк", []),
        ("icontains", "%", ["100 % музей"]),
        ("icontains", "_", ["a_b"]),
        ("icontains", "A_B", ["a_b"]),
        ("icontains", "\\", ["обратная \\ черта"]),
        ("icontains", ".", []),
    ],
)
def test_both_databases_find_the_same(lookup, typed, found):
    names = Category.objects.filter(**{f"name__{lookup}": typed}).values_list("name", flat=True)

    assert sorted(names) == found


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("'абв' LIKE 'АБВ'", 1),
        ("'абв' LIKE 'АБ'", 0),
        ("'абв' LIKE 'А%'", 1),
        ("'абв' LIKE '%В'", 1),
        ("'абвг' LIKE 'а%г'", 1),
        ("'абв' LIKE 'а_в'", 1),
        ("'аб' LIKE 'а_в'", 0),
        ("'а' || char(10) || 'в' LIKE 'а_в'", 1),
        ("'а' || char(10) || 'в' LIKE '%В'", 1),
        ("'абв' || char(10) LIKE 'абв'", 0),
        ("'' LIKE ''", 1),
        ("'' LIKE '%'", 1),
        ("'' LIKE '_'", 0),
        ("'50%' LIKE '50!%' ESCAPE '!'", 1),
        ("'500' LIKE '50!%' ESCAPE '!'", 0),
        ("'50!' LIKE '50!!' ESCAPE '!'", 1),
        ("'50' LIKE '50!' ESCAPE '!'", 0),
        ("NULL LIKE '%'", None),
        ("'а' LIKE NULL", None),
        ("'а' LIKE 'а' ESCAPE NULL", None),
        ("5 LIKE '5'", 1),
        ("x'D0B0' LIKE 'А'", 1),
        ("'а' || char(0) || 'б' LIKE '%Б'", 1),
        ("'а' NOT LIKE 'Б'", 1),
    ],
)
def test_like_on_sqlite_keeps_its_meaning(expression, answer):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}")

        assert cursor.fetchone()[0] == answer
