"""A hundred payloads through every text field of staff: none runs in a browser, on any page."""

import pytest

# Every script of a payload would leave its mark here, wherever it ran.
WATCH = "window.ran = []; window.x = () => window.ran.push(document.location.href);"
FOUND = """() => {
  const bare = (one) => one.value.replace(/[\\u0000-\\u0020]/g, "");
  const runs = (one) => /^(javascript|vbscript|data):/i.test(bare(one));
  const names = ["href", "src", "action", "formaction", "data", "xlink:href", "background"];
  const wrong = [...window.ran];
  for (const element of document.querySelectorAll("*")) {
    for (const one of element.attributes) {
      const isCode = one.name.startsWith("on") || one.name === "srcdoc";
      if (isCode || (names.includes(one.name) && runs(one)))
        wrong.push(element.outerHTML.slice(0, 200));
    }
  }
  for (const script of document.scripts) {
    if (!script.src && !/json/.test(script.type)) wrong.push(script.outerHTML.slice(0, 200));
    if (script.type === "application/ld+json") JSON.parse(script.text);
  }
  return [...wrong, ...[...document.querySelectorAll("base, object, embed, iframe, frameset")].map(
    (one) => one.outerHTML.slice(0, 200))];
}"""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.only_on("sqlite")  # what is printed is the same on both
def test_no_payload_runs_on_any_page(start_site, visit, tmp_path):
    site = start_site()
    typed = site.inside("payloads_everywhere", str(tmp_path))
    # Past the policy: what would run without it must not be there at all.
    page = visit(base_url=site.url, bypass_csp=True)
    page.context.add_init_script(WATCH)
    page.context.add_cookies(
        [{"name": "sessionid", "value": typed["session"], "url": f"{site.url}/"}]
    )
    wrong = []
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))

    for address in typed["addresses"]:
        assert page.goto(address).status == 200, address
        wrong += [(address, words) for words in page.evaluate(FOUND)]

    assert wrong == []
