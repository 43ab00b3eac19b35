"""The lists that items refer to by name. People and their numbers, but one, are invented.

The one real person is the contact of the real case, published with that telephone for
everybody to call. The other numbers begin with 000, which no exchange has.
"""

# (Russian name, English name), in the order of the feed's filter
CATEGORIES = [
    ("Новости", "News"),
    ("Анонсы", "Announcements"),
    ("Интервью", "Interviews"),
    ("Выставки", "Exhibitions"),
    ("Образование", "Education"),
]

ASSOCIATION = "Ассоциация исторических и военно-исторических музеев"
VICTORY_MUSEUM = "Музей Победы"
POLITICAL_HISTORY_MUSEUM = "Музей политической истории России"
VLADIVOSTOK_MUSEUM = "Городской музей истории Владивостока"
YEKATERINBURG_MUSEUM = "Краеведческий музей Екатеринбурга"

# name → city
ORGANISATIONS = {
    ASSOCIATION: "Москва",
    VICTORY_MUSEUM: "Москва",
    POLITICAL_HISTORY_MUSEUM: "Санкт-Петербург",
    VLADIVOSTOK_MUSEUM: "Владивосток",
    YEKATERINBURG_MUSEUM: "Екатеринбург",
}

# name → what its own page says
ABOUT = {
    ASSOCIATION: """\
Ассоциация соединяет музеи, которые рассказывают об истории страны и её защитников: столичные и сельские, государственные и созданные энтузиастами.

Раз в год их руководители встречаются на стратегической сессии, весь год коллеги учатся друг у друга: на практикумах, вебинарах и в поездках по музеям.""",
    VICTORY_MUSEUM: """\
Музей Победы стоит на Поклонной горе в Москве и рассказывает о Великой Отечественной войне: о фронте и тыле, о цене победы и о людях, которым она досталась. Он открылся 9 мая 1995 года, к пятидесятилетию Победы.

Музей помогает коллегам по всей стране: делится выставками и методиками, проводит занятия для хранителей и педагогов, собирает руководителей музеев за одним столом.""",
    POLITICAL_HISTORY_MUSEUM: """\
Музей основан в 1919 году и занимает особняк Матильды Кшесинской на Петроградской стороне. Его тема — как устроена власть, как люди спорили о ней и чем эти споры кончались.""",
    VLADIVOSTOK_MUSEUM: """\
Музей рассказывает о городе у моря: о порте и рыбаках, о крепости, о тех, кто приезжал сюда на край света и оставался.

Самая большая его часть — занятия для детей. Вещи здесь можно брать в руки, а вопросы — задавать вслух.""",
    YEKATERINBURG_MUSEUM: """\
Заводской город, эвакуация, тыловые госпитали, быт рабочих кварталов — музей собирает то, что хранилось в семьях, и возвращает это городу выставками.""",
}

ORGANISATIONS_IN_ENGLISH = {
    ASSOCIATION: "Association of Historical and Military-Historical Museums",
    VICTORY_MUSEUM: "Victory Museum",
    POLITICAL_HISTORY_MUSEUM: "Museum of Political History of Russia",
    VLADIVOSTOK_MUSEUM: "Vladivostok City History Museum",
    YEKATERINBURG_MUSEUM: "Yekaterinburg Museum of Local Lore",
}

KOROLYOV = "Королёв Аркадий Васильевич"
LITVINOVA = "Литвинова Мария Сергеевна"
KIM = "Ким Ольга Викторовна"
UVAROV = "Уваров Денис Андреевич"

# name → (position, organisation or none where the position names it, phone, e-mail)
CONTACTS: dict[str, tuple[str, str | None, str, str]] = {
    KOROLYOV: (
        "начальник отдела регионального развития Музея Победы",
        None,
        "+7 (499) 449-81-17",
        "",
    ),
    LITVINOVA: (
        "координатор образовательных программ",
        ASSOCIATION,
        "+7 (495) 000-14-20",
        "litvinova@association.example",
    ),
    KIM: (
        "заведующая отделом музейной педагогики",
        VLADIVOSTOK_MUSEUM,
        "+7 (423) 000-31-08",
        "kim@museum-vladivostok.example",
    ),
    UVAROV: (
        "куратор выставки",
        YEKATERINBURG_MUSEUM,
        "+7 (343) 000-27-45",
        "uvarov@museum-yekaterinburg.example",
    ),
}

ST_PETERSBURG = "Санкт-Петербург"
VICTORY_MUSEUM_HALL = "Музей Победы, конференц-зал"
YEKATERINBURG_HALL = "Краеведческий музей, большой выставочный зал"

# name → the same in English: (name, city, address)
VENUES_IN_ENGLISH = {
    ST_PETERSBURG: ("St Petersburg", "St Petersburg", ""),
    VICTORY_MUSEUM_HALL: ("Victory Museum, conference hall", "Moscow", "3 Victory Square"),
}

# name → (city, address, how to get there, access)
VENUES = {
    # All that the real announcement says of the place.
    ST_PETERSBURG: ("Санкт-Петербург", "", "", ""),
    VICTORY_MUSEUM_HALL: (
        "Москва",
        "площадь Победы, дом 3",
        (
            "Станция метро «Парк Победы», дальше пешком по главной аллее парка, около"
            " пятнадцати минут. У стойки регистрации назовите фамилию: пропуск будет готов."
        ),
        (
            "Если вам нужны лифт, место для кресла-коляски, перевод на жестовый язык"
            " или парковка у входа, предупредите контактное лицо за три дня: вас встретят"
            " и проводят в зал."
        ),
    ),
    YEKATERINBURG_HALL: (
        "Екатеринбург",
        "Музейная улица, дом 12",
        "Автобусы и трамваи до остановки «Музейная». Вход со двора, под аркой.",
        (
            "У входа пандус и кнопка вызова сотрудника. Выставка на первом этаже, без ступеней."
            " Этикетки повторены крупным шрифтом, часть предметов можно трогать."
        ),
    ),
}
