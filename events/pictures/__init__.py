"""Pictures: what comes in is not trusted, what visitors get is our own (design.md, rule 9).

`reading` opens a file that came from outside, `keeping` puts it into the library, `places`
says which cuts and widths the pages use, `making` makes them, `work` is the worker's step,
`shown` is what a page prints, `cards` and `sharing` are the pictures that links are shared with.

An upload is looked at once, in the request, with no transaction open: it must be a picture
that can be decoded to its last line, and a small JPEG of it is made for the time until the
worker has made the rest. The original stays in the private storage as it came, with all that a
camera wrote into it; whatever is public is made anew from its pixels alone.
"""

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """Where originals are kept: no address leads there."""
    return storages["private"]
