"""An operator who must go back to 0.2.0, and forward again, loses nothing 0.2.0 could show."""

import json

import pytest

KEPT = """
import json
from events.models import Announcement, Organisation
rows = Announcement.objects.order_by("pk")
covers = {row.pk: row.cover and row.cover.alt for row in rows.select_related("cover")}
addresses = list(Organisation.objects.order_by("pk").values_list("slug", flat=True))
words = {row.pk: bool(row.body) and row.search_text for row in rows}
print(json.dumps([covers, addresses, words]))
"""


@pytest.mark.slow
@pytest.mark.only_on("postgresql")  # which is the stricter about data and schema
def test_covers_texts_and_museums_survive_the_way_back_and_forth(prepared_sites, tmp_path):
    site = prepared_sites.new_site(tmp_path / "site", demo=True, environment={})
    before = json.loads(site.shell(KEPT))

    site.run("migrate", "events", "0001", "--verbosity", "0")
    site.run("migrate", "--verbosity", "0")

    after = json.loads(site.shell(KEPT))
    site.remove()
    assert after == before
    assert any(after[0].values())
