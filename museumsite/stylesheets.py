"""Static files, with a stylesheet's imports put into it when they are collected.

The style is written as one small file a component, and a browser would have to ask for each.
`collectstatic` puts the text of what `site.css` imports in place of the imports, so that a
page needs one request for its style. Imported files may stand in folders below; their `url()`
must then be relative to the importing file.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLE = "css/site.css"
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_IMPORT = re.compile(
    r'@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>[a-z]+)\)(?: (?P<medium>[a-z]+))?;'
)


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    support_js_module_import_aggregation = True  # modules import modules by their hashed names

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        if BUNDLE in paths and not dry_run:
            css = self._bundled(paths)
            self.delete(BUNDLE)
            self.save(BUNDLE, ContentFile(css.encode()))
            paths = {**paths, BUNDLE: (self, BUNDLE)}
        yield from super().post_process(paths, dry_run, **options)

    def _bundled(self, paths: dict[str, Any]) -> str:
        """The text of the bundle with every import replaced by what it imports."""

        def imported(match: re.Match[str]) -> str:
            name = str(PurePosixPath(BUNDLE).parent / match["name"])
            rules = f"@layer {match['layer']} {{\n{_text(paths, name)}}}"
            return f"@media {match['medium']} {{\n{rules}\n}}" if match["medium"] else rules

        return _IMPORT.sub(imported, _text(paths, BUNDLE))


def _text(paths: dict[str, Any], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return _COMMENT.sub("", file.read().decode())
