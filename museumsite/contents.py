"""What a file is, its content says, never its name or what a browser called it.

Nothing is unpacked or run: a PDF must begin and end as one, an office document must hold what
its kind holds and no programs (macros), and must not unpack into a mountain.
"""

import io
import zipfile
import zlib

MEGABYTE = 1024 * 1024
# As which a browser may take a file; anything else is only bytes.
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
_PDF_TAIL = 2_048  # bytes in which a PDF says that it ends
_MOST_PARTS = 5_000  # entries of a document that is an archive
_MOST_UNPACKED = 200 * MEGABYTE
_MAIN_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
# Before 2007 (compound files, [MS-CFB]): the streams are named in UTF-16.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = {
    "doc": ["WordDocument"],
    "xls": ["Workbook", "Book"],
    "ppt": ["PowerPoint Document"],
}
_PROGRAMS = ["_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros"]


def kind_of(content: bytes) -> str | None:
    """The kind of document that `content` is, one of `TYPES`; None for anything else."""
    if is_pdf(content):
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _archived_kind(content)
    if content.startswith(_COMPOUND):
        return _compound_kind(content)
    return None


def is_pdf(content: bytes) -> bool:
    return (
        content.startswith(b"%PDF-")
        and b"startxref" in content[-_PDF_TAIL:]
        and b"%%EOF" in content[-_PDF_TAIL:]
    )


def _archived_kind(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                return None
            names = {part.filename for part in parts}
            named = _named_type(archive, parts[0]) if parts else ""
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError):
        return None
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
        return None
    if "[Content_Types].xml" in names:
        return next((kind for kind, part in _MAIN_PARTS.items() if part in names), None)
    is_open_document = "content.xml" in names
    kinds = (kind for kind in ("odt", "ods", "odp") if TYPES[kind] == named)
    return next(kinds, None) if is_open_document else None


def _named_type(archive: zipfile.ZipFile, first: zipfile.ZipInfo) -> str:
    """What an OpenDocument file says of itself in its first entry, which is not packed."""
    if first.filename != "mimetype" or first.file_size > 100:
        return ""
    return archive.read(first).decode("ascii", "replace").strip()


def _compound_kind(content: bytes) -> str | None:
    if any(_stream(name) in content for name in _PROGRAMS):
        return None
    for kind, names in _STREAMS.items():
        if any(_stream(name) in content for name in names):
            return kind
    return None


def _stream(name: str) -> bytes:
    """A name as a directory of a compound file has it: in a field of 64 bytes, filled with 0."""
    return (name + "\0\0").encode("utf-16-le")
