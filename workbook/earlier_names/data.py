"""The earlier name of workbook.datasets.nps_and_weather: it is that very module."""

import sys

from workbook.datasets import nps_and_weather

sys.modules[__name__] = nps_and_weather
