"""The programme of the demonstration's workshop, hour by hour."""

from datetime import time

from events.models import ProgrammeItem
from registrations.demo.shapes import Line

BUSINESS, EDUCATION, CULTURE = ProgrammeItem.Kind.values

PROGRAMME = (
    Line(time(10, 30), time(11), "Встреча участников, кофе"),
    Line(
        time(11),
        time(11, 20),
        "Открытие: что мешает закончить оцифровку",
        "Литвинова Мария Сергеевна, координатор образовательных программ",
        BUSINESS,
    ),
    Line(
        time(11, 20),
        time(12, 30),
        "Свет в обычном кабинете: ордена, эмаль, калька",
        "Самойлов Илья Андреевич, музейный фотограф",
        EDUCATION,
    ),
    Line(
        time(12, 30), time(13, 30), "Съёмка одного предмета и сравнение с соседями", "", EDUCATION
    ),
    Line(time(13, 30), time(14, 30), "Обед"),
    Line(
        time(14, 30),
        time(15, 40),
        "Карточка предмета: поля для читателя и поля для отчёта",
        "Дроздова Вера Николаевна, главный хранитель",
        EDUCATION,
    ),
    Line(
        time(15, 40),
        time(16, 30),
        "Исходные файлы, права и открытый доступ",
        "Литвинова Мария Сергеевна",
        BUSINESS,
    ),
    Line(time(16, 30), time(17), "Ответы на вопросы, присланные заранее", "", BUSINESS),
    Line(time(17, 15), time(18), "Экскурсия по фондохранилищу для записавшихся", "", CULTURE),
)
