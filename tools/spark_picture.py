"""Takes lesson 17's picture of the master's UI anew: `.venv/bin/python tools/spark_picture.py`, half a minute.

Two workers, an application that runs with an executor on each, and one that has ended. Needs `make spark` and
Chromium.
"""

import getpass
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import closing

from airflow_pictures import ARGUMENTS
from playwright.sync_api import sync_playwright

from workbook import paths
from workbook.engines.spark import batch_server, services, submit

PICTURE = paths.CLONE / "lessons" / "17-on-spark" / "ui-master.png"
WIDTH, HEIGHT = 800, 740  # pixels: as wide as a notebook's text, so that nothing is scaled
SECONDS = 60  # for an application to be there, or to end
APPLICATION = """
import sys, time
from pyspark.sql import SparkSession

spark = SparkSession.builder.appName(sys.argv[1]).getOrCreate()
print(spark.range(1_000_000).count())
time.sleep(float(sys.argv[2]))
"""
# The processes' user is this machine's.
OTHER_USER = """user => document.querySelectorAll("td").forEach(
    each => { if (each.innerText.trim() == user) each.innerText = "you" })"""


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def take() -> None:
    services.up()
    submit.folder().mkdir(parents=True)
    (submit.folder() / "counts.py").write_text(APPLICATION, encoding="utf-8")
    with closing(batch_server.Drivers()) as drivers:
        drivers.create("counts.py", ["daily_scores", "0"], None)
        wait(lambda: drivers.all()[0].state == "success")
        drivers.create("counts.py", ["monthly_report", "600"], None)
        wait(lambda: drivers.all()[1].log == ["1000000"])
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(services.ui() or "")
            page.evaluate(OTHER_USER, getpass.getuser())
            page.add_style_tag(content="body > div:not(.container-fluid):not(#content) { display: none }")
            page.screenshot(path=PICTURE)
            browser.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WORKBOOK_HOME"] = folder
        try:
            take()
        finally:
            services.down()


if __name__ == "__main__":
    main()
