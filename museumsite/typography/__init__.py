"""Typography: what was typed on a keyboard, as a printer would set it.

`"Музей" - это...` becomes «Музей» — это…, and what must not be torn apart at the end of a line
(«13 августа», «в музее», «А. В. Королёв») holds together by unbreakable spaces. Only quotation
marks, dashes, dots and spaces ever change; never tags, addresses, file names, code.

Why our own: of the libraries for Russian text, typus (its last release is of 2019) tears
addresses apart («a. example»), respells the hyphens of telephone numbers and `1/2`, and is not
idempotent; chakert and django-typograf are older still. A table of rules is smaller than
the exceptions to theirs.
"""

from museumsite.typography.passage import in_html, in_text
from museumsite.typography.rules import passage_rules


def typeset(text: str, language: str, max_length: int | None = None) -> str:
    """Plain `text`, well set; the same again when set again. Each line stands for itself.

    What would grow past `max_length` characters is left as it is.
    """
    done = in_text(text, passage_rules(language))
    return text if max_length is not None and len(done) > max_length else done


def typeset_html(html: str, language: str, max_length: int | None = None) -> str:
    """The texts of cleaned `html`, well set across its inline tags; tags are never touched."""
    done = in_html(html, passage_rules(language))
    return html if max_length is not None and len(done) > max_length else done
