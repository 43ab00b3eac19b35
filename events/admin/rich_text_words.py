"""Every word of the rich text editor, which is in a script, in the language of the colleague."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events import documents
from events.pictures.reading import MOST_BYTES as MOST_BYTES_OF_A_PICTURE
from museumsite.wording import unbroken


def words(longest: int) -> dict[str, Any]:
    """What the editor says, by its parts; `longest` is how many characters fit."""
    return {
        "toolbar": _("Editing the text (Alt+F10 leads here, Escape back to the text)"),
        "buttons": _buttons(),
        "keys": {
            "bold": "Ctrl+B",
            "italic": "Ctrl+I",
            "link": "Ctrl+K",
            "undo": "Ctrl+Z",
            "redo": "Ctrl+Shift+Z",
        },
        "cancel": _("Cancel"),
        "noAlt": _("No description: people who do not see the picture learn nothing of it."),
        "figureHint": _("Press Enter or click twice to change it"),
        "video": pgettext("in the editor", "Video"),
        "tooLong": _("The text is too long to be saved: %(number)d characters fit.")
        % {"number": longest},
        "picturesLeftOut": _(
            "Pictures were left out of what you pasted: %(number)d. Put each in with the"
            " button “Picture”, so that the site keeps it."
        ),
        "server": _server(),
        "shelf": {
            "more": _("Show more"),
            "again": _("Try again"),
            "loading": _("Loading…"),
            "nothingFound": _("Nothing was found."),
            "uploading": _("Uploading: %(name)s…"),
        },
        "pictures": _pictures(),
        "documents": _documents(),
        "figure": _figure(),
        "videoDialog": _video(),
        "link": _link(),
    }


def _buttons() -> dict[str, str]:
    return {
        "paragraph": _("Plain paragraph"),
        "heading2": _("Heading H2"),
        "heading3": _("Smaller heading H3"),
        "heading4": _("Smallest heading H4"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "strike": _("Struck through"),
        "subscript": _("Subscript"),
        "superscript": _("Superscript"),
        "bulletList": _("List"),
        "orderedList": _("Numbered list"),
        "blockquote": _("Quotation"),
        "horizontalRule": _("Dividing line"),
        "link": pgettext("in the editor", "Link"),
        "picture": pgettext("in the editor", "Picture"),
        "video": pgettext("in the editor", "Video"),
        "file": _("File to download"),
        "table": pgettext("in the editor", "Table"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "clear": _("Clear the formatting"),
        "rowAbove": _("Row above"),
        "rowBelow": _("Row below"),
        "rowDelete": _("Delete the row"),
        "columnBefore": _("Column before"),
        "columnAfter": _("Column after"),
        "columnDelete": _("Delete the column"),
        "headerRow": _("First row is headings"),
        "headerColumn": _("First column is headings"),
        "mergeCells": _("Merge cells"),
        "splitCell": _("Split the cell"),
        "tableDelete": _("Delete the table"),
    }


def _server() -> dict[str, str]:
    return {
        "noConnection": _("There is no connection. Check it and try again."),
        "signedOut": _(
            "You have been signed out. Sign in on another tab of the browser, then try again:"
            " what you have typed here stays."
        ),
        "forbidden": _("You have no right to do this. Ask an administrator."),
        "tooLarge": _("The file is too large for the server."),
        "noAnswer": _("The site did not answer as expected. Try again in a minute."),
    }


def _pictures() -> dict[str, str]:
    return {
        "title": _("Choose a picture"),
        "search": _("Search the pictures"),
        "upload": _("Upload from this computer"),
        "uploadHint": _("Up to %(size)s. Files can be dropped here, too.")
        % {"size": _megabytes(MOST_BYTES_OF_A_PICTURE)},
        "nothingYet": _("There is no picture yet: upload the first."),
    }


def _documents() -> dict[str, str]:
    return {
        "title": _("Choose a file to download"),
        "search": _("Search the files"),
        "upload": _("Upload from this computer"),
        "uploadHint": _(
            "PDF, Word, Excel, PowerPoint, OpenDocument, up to %(size)s. Files can be dropped"
            " here, too."
        )
        % {"size": _megabytes(documents.MOST_BYTES)},
        "nothingYet": _("There is no file yet: upload the first."),
    }


def _figure() -> dict[str, str]:
    return {
        "picture": _("The picture in the text"),
        "alt": _("What the picture shows"),
        "altHint": _("Read out to people who do not see the picture; search engines read it, too."),
        "caption": _("Caption under the picture"),
        "credit": _("Credit"),
        "creditHint": _("Photographer, archive, museum"),
        "insert": _("Put into the text"),
        "save": pgettext("in the editor", "Change"),
        "another": _("Another picture"),
    }


def _video() -> dict[str, str]:
    return {
        "title": _("Video"),
        "address": _("Address of the video's page"),
        "addressHint": _(
            "VK Video, RuTube, YouTube or any other site. The page shows a still; the video opens"
            " on its own site, and only when somebody wants to see it."
        ),
        "wrong": _("This is not the address of a page. It begins with https://"),
        "noStill": _("There is no still yet: a picture that stands for the video."),
        "still": _("Choose a still"),
        "anotherStill": _("Another still"),
    }


def _link() -> dict[str, str]:
    return {
        "title": pgettext("in the editor", "Link"),
        "address": _("Where it leads"),
        "addressHint": _("A page's address, an e-mail address or a telephone number."),
        "words": _("Words of the link"),
        "wrong": _("This cannot be an address. Check it, please."),
        "remove": _("Remove the link"),
    }


def _megabytes(limit: int) -> str:
    """«40 МБ»: a limit is a round number, and is said as one."""
    return unbroken(_("%(number)d MB") % {"number": limit // (1024 * 1024)})
