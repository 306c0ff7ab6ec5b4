"""The figures' one style: words can be read on each colour, and colour-blind readers tell the systems apart."""

import math
from itertools import combinations

import pytest

from workbook import figure_style as style

COLOURS = {name: value for name, value in vars(style).items() if isinstance(value, style.Colour)}
SYSTEMS = ("SOURCE", "STORE", "WAREHOUSE")
# Linear RGB as it is seen (Machado, Oliveira and Fernandes 2009, severity 1).
SEEN = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
XYZ = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0178, 0.1095, 0.8728))  # over D65's white


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def times(matrix, vector) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def contrast(one: str, other: str) -> float:
    """As WCAG counts it: 1 to 21."""
    dark, light = sorted(times(XYZ, linear(each))[1] for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, matrix) -> list[float]:
    seen = [min(max(part, 0), 1) for part in times(matrix, linear(colour))]
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in times(XYZ, seen))
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


@pytest.mark.parametrize("name", COLOURS)
def test_words_and_frames_can_be_read(name):
    colour = COLOURS[name]
    assert contrast(colour.fill, style.INK) >= 4.5
    assert contrast(colour.fill, style.MUTED) >= 4.5
    assert contrast(colour.edge, style.CARD) >= 4.5
    assert contrast(colour.edge, colour.fill) >= 3


def test_lesser_words_and_lines_can_be_read_on_the_card():
    for colour in (style.INK, style.MUTED, *(series["color"] for series in style.SERIES)):
        assert contrast(colour, style.CARD) >= 4.5


@pytest.mark.parametrize("kind", SEEN)
def test_the_systems_stay_apart_for_colour_blind_readers(kind):
    for one, other in combinations(SYSTEMS, 2):
        assert distance(one, other, SEEN[kind]) >= 20, (one, other)
    assert distance("RIGHT", "WRONG", SEEN[kind]) >= 10


def distance(one: str, other: str, matrix) -> float:
    """Between two fills, as CIE counted it in 1976: 2.3 is just noticeable."""
    return math.dist(lab(COLOURS[one].fill, matrix), lab(COLOURS[other].fill, matrix))


def test_series_differ_in_more_than_colour():
    assert len({series["marker"] for series in style.SERIES}) == len(style.SERIES)
    assert len({series["ls"] for series in style.SERIES}) == len(style.SERIES)
