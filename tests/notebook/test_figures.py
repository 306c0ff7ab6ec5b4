"""Pictures in notebooks: few colours, and those as they are drawn."""

import io

from PIL import Image

from workbook.exercises import registry
from workbook.notebook import figures

ORANGE = (225, 113, 0)  # of the square of a task that did not start, in the UI's grid


def test_a_small_square_keeps_its_colour():
    drawn = registry.load_module("12-airflow-dags", "figures").grid()
    packed = Image.open(io.BytesIO(figures.png(drawn)))
    counts = {colour: count for count, colour in packed.convert("RGB").getcolors()}
    assert len(counts) <= figures.COLOURS
    assert counts.get(ORANGE, 0) > 50
