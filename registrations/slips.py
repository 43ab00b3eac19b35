"""Probable slips in an e-mail address: «gmial.com — gmail.com?». Pure; nothing is decided here.

A form asks about them before it is sent: a letter to a mistyped address reaches nobody, and
nobody hears of it. Only ever a question, for there are real domains that look like slips.
"""

PROVIDERS = (
    "gmail.com",
    "mail.ru",
    "yandex.ru",
    "ya.ru",
    "yandex.com",
    "yandex.by",
    "yandex.kz",
    "bk.ru",
    "list.ru",
    "inbox.ru",
    "internet.ru",
    "xmail.ru",
    "vk.com",
    "rambler.ru",
    "lenta.ru",
    "autorambler.ru",
    "ro.ru",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "live.ru",
    "msn.com",
    "icloud.com",
    "me.com",
    "yahoo.com",
    "ymail.com",
    "googlemail.com",
    "aol.com",
    "mail.com",
    "proton.me",
    "protonmail.com",
    "gmx.com",
    "gmx.de",
    "web.de",
    "ukr.net",
    "tut.by",
)
# Whole names that are another provider's by habit.
_TAKEN_FOR = {"gmail.ru": "gmail.com", "googlemail.ru": "gmail.com", "icloud.ru": "icloud.com"}
# Endings that no country and nobody else has.
_ENDINGS = {
    "con": "com",
    "cmo": "com",
    "ocm": "com",
    "comm": "com",
    "coom": "com",
    "ccom": "com",
    "vom": "com",
    "xom": "com",
    "cim": "com",
    "ry": "ru",
    "ri": "ru",
    "tu": "ru",
    "fu": "ru",
    "rru": "ru",
    "ruu": "ru",
    "rul": "ru",
    "orgg": "org",
}
_SHORTEST_FOR_ONE = len("mail.ru")
_SHORTEST_FOR_TWO = len("gmail.com")


def suggestion_for(address: str) -> str | None:
    """The address that was probably meant, None when nothing looks amiss."""
    name, _at, domain = address.rpartition("@")
    domain = domain.lower()
    if not name or "." not in domain or domain in PROVIDERS:
        return None
    mended = _with_real_ending(domain)
    meant = _TAKEN_FOR.get(mended) or _nearest_provider(mended) or mended
    return f"{name}@{meant}" if meant != domain else None


def _with_real_ending(domain: str) -> str:
    rest, _dot, ending = domain.rpartition(".")
    return f"{rest}.{_ENDINGS.get(ending, ending)}"


def _nearest_provider(domain: str) -> str | None:
    """The provider that one slip makes `domain` of, or two in a long name."""
    if domain in PROVIDERS:
        return None
    near = [
        (distance, provider)
        for provider in PROVIDERS
        if 0 < (distance := _slips_between(domain, provider)) <= _most_slips(provider)
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _most_slips(provider: str) -> int:
    """Short names are too near to other people's domains."""
    return (len(provider) >= _SHORTEST_FOR_ONE) + (len(provider) >= _SHORTEST_FOR_TWO)


def _slips_between(first: str, second: str) -> int:
    """Letters put in, left out, mistaken or swapped with their neighbour (optimal alignment)."""
    if abs(len(first) - len(second)) > 2:
        return 3
    before_last: list[int] = []
    last = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            cost = min(
                last[column] + 1,
                current[column - 1] + 1,
                last[column - 1] + (letter != other),
            )
            is_swap = (
                row > 1 and column > 1 and letter == second[column - 2] and other == first[row - 2]
            )
            if is_swap:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        before_last, last = last, current
    return last[-1]
