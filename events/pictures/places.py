"""Where pages show pictures: which cut of them, at which widths.

The widths follow from the style sheets (`components/card.css`, `components/picture.css`,
`layout.css`): what a place measures on a phone and on a desk, for screens of one to three
pixels a unit. A cut is made around the picture's focal point.
"""

from dataclasses import dataclass

Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Crop:
    """A cut of a picture, and what is made of it."""

    name: str
    ratio: tuple[int, int] | None  # width to height; None: the whole picture
    widths: tuple[int, ...]
    formats: tuple[str, ...] = ("AVIF", "WEBP", "JPEG")

    def box(self, size: tuple[int, int], focus: tuple[int, int]) -> Box:
        """What of a picture of this `size` is in the cut.

        The focal point, in per cent, lies in the middle of the cut, or as near to it as the
        picture's edge allows: a face that was clicked keeps its hair.
        """
        width, height = size
        if self.ratio is None:
            return (0, 0, width, height)
        across, down = self.ratio
        cut_width = min(width, max(1, round(height * across / down)))
        cut_height = min(height, max(1, round(width * down / across)))
        left = _begin(width, cut_width, focus[0])
        top = _begin(height, cut_height, focus[1])
        return (left, top, left + cut_width, top + cut_height)


def _begin(whole: int, part: int, focus: int) -> int:
    """Where `part` of `whole` pixels begins that has the point at `focus` per cent amidst it."""
    return max(0, min(whole - part, round(whole * focus / 100 - part / 2)))


WHOLE = Crop("", None, (320, 640, 960, 1280, 1920))
CARD = Crop("card", (3, 2), (320, 640, 960, 1280, 1920))
MARK = Crop("mark", (4, 5), (144, 216))
WIDE = Crop("wide", (5, 2), (1280, 1920, 2560))
SHARE = Crop("share", (1200, 630), (1200,), ("JPEG",))
CROPS = (WHOLE, CARD, MARK, WIDE, SHARE)


@dataclass(frozen=True)
class View:
    """The cut that is shown where `media` applies, and how wide it is there."""

    crop: Crop
    sizes: str
    media: str = ""


# The last view of a place has no condition: it is the one every browser can show.
PLACES: dict[str, tuple[View, ...]] = {
    "card": (
        View(MARK, "4.5rem", "(max-width: 39.99rem)"),
        View(CARD, "(min-width: 90rem) 25rem, (min-width: 64rem) 29vw, 46vw"),
    ),
    "cover": (
        View(WIDE, "(min-width: 90rem) 81rem, 91vw", "(min-width: 64rem)"),
        View(CARD, "91vw"),
    ),
    "upright": (View(WHOLE, "(min-width: 64rem) 50vh, 91vw"),),
    "body": (View(WHOLE, "(min-width: 43rem) 39rem, 91vw"),),
}
