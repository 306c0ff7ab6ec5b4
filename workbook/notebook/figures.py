"""Pictures as notebooks hold them: small PNG files."""

import io

from matplotlib.figure import Figure

COLOURS = 64  # a palette of so many makes the file, and so the committed notebook, a third as large
APART = 16  # of 255, in red, green or blue: nearer colours are shades of a letter's edge
LARGE = 0.01  # of the picture: a colour that covers so much is no shade


def png(figure: Figure) -> bytes:
    """The figure as a PNG file of few colours, 100 dots an inch."""
    from PIL import Image  # comes with matplotlib, and like it only with notebooks that draw

    drawn, packed = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=100)
    whole = Image.open(drawn).convert("RGB")
    few = Image.new("P", (1, 1))
    few.putpalette([part for colour in _palette(whole) for part in colour])
    whole.quantize(palette=few, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _palette(image) -> list[tuple[int, int, int]]:
    """The colours that cover most of an RGB image, as they are: in averages a small orange square turns red."""
    pixels = image.width * image.height
    chosen: list[tuple[int, int, int]] = []
    for count, colour in sorted(image.getcolors(pixels), reverse=True):
        near = (max(abs(a - b) for a, b in zip(colour, other, strict=True)) < APART for other in chosen)
        if len(chosen) < COLOURS and (count > LARGE * pixels or not any(near)):
            chosen.append(colour)
    return chosen
