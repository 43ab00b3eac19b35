"""The page that explains an export to whoever opens its folder, in twenty years, too."""

README = """\
# Выгрузка сайта / An export of a website

Здесь всё, что посетители видят на сайте, — в файлах JSON (UTF-8) и в папке `media`. Чтобы это
прочесть, программа сайта не нужна. Данных тех, кто записывался на мероприятия, здесь нет.

Everything that visitors see on the site, as JSON files (UTF-8) and a folder `media`. Nothing of
the site's program is needed to read it. No personal data of people who signed up is in it.

| file | holds |
|---|---|
| `index.json` | the format and its version, the site, a list of announcements, counts |
| `announcements/<slug>.json` | one announcement each, with its sessions and their programme |
| `categories.json` | categories, by slug |
| `organisations.json` | museums and partners, by slug |
| `venues.json` | places, by id |
| `pictures.json`, `documents.json` | what is known of each file in `media`, by id |
| `redirects.json` | old addresses and where they lead; an empty `new` means «gone» |
| `media/` | pictures in the largest public size, files to download |

- `id` numbers hold within this export. Slugs are the last part of an address.
- Moments (`published_at`, `starts_at`) are UTC: `2024-08-13T09:00:00Z`. A session's dates and
  times (`start_date`, `start_time`) are what clocks show in its `zone`, an IANA name. Without a
  time it is not known yet; without `end_date` the session ends on the day it begins; `moved_from`
  is the day visitors were told of first. Names that end with `_en` are for English pages.
- `stage` is draft, scheduled, published or withdrawn; only published ones are exported unless
  the operator asked for drafts. Sessions are kept at one of two counterparts (`counterpart`).
- `body` and `about` are HTML: `p h2 h3 h4 ul ol li blockquote pre hr br a strong em s sub sup code
  table thead tbody tr th td figure img figcaption cite`. `data-picture` and `data-document` name
  entries of `pictures.json` and `documents.json`; `data-video` is the address of a film.
- `focal_x`, `focal_y`: the point of a picture that must stay in every crop, in per cent.
- `mode` is in_person, online or hybrid; a programme item's `kind` is business, education, culture.
- `sha256` is the checksum of the file named beside it; `file` is empty when the file was missing.
"""
