"""Pictures as notebooks hold them: small PNG files."""

import io

from matplotlib.figure import Figure

COLOURS = 64  # a palette of so many makes the file, and so the committed notebook, a third as large


def png(figure: Figure, colours: int = COLOURS) -> bytes:
    """The figure as a PNG file of so many colours, 100 dots an inch."""
    from PIL import Image  # comes with matplotlib, and like it only with notebooks that draw

    drawn, packed = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=100)
    Image.open(drawn).convert("RGB").quantize(colours).save(packed, "PNG", optimize=True)
    return packed.getvalue()
