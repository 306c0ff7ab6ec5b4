"""Takes lesson 12's pictures of Airflow's UI anew: `.venv/bin/python tools/airflow_pictures.py`, about 3 minutes.

Eight days of `nps_incremental` are filled. The last one has a score of 11, which the warehouse refuses, so one
square is red, and one file can't be imported. Needs `make airflow` and Chromium.
"""

import datetime as dt
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from workbook import paths, servers
from workbook.databases import owned, s3_client
from workbook.databases.fixtures import Fixture, Table
from workbook.datasets import nps_and_weather
from workbook.engines.airflow import services, settings
from workbook.engines.airflow.process import Process
from workbook.engines.airflow.settings import Instance

FOLDER = paths.CLONE / "lessons" / "12-airflow-dags"
DAG = "nps_incremental"
WIDTH, HEIGHT = 800, 500  # pixels: as wide as a notebook's text, so that nothing is scaled
# As root Chromium needs --no-sandbox; the others keep it from asking the network for what it does not need.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SECONDS = 300  # for a backfill's runs to end, on a busy machine


def load(claimed: owned.OwnedDatabases) -> None:
    """Give production 400 answers, modified on eight days, and the warehouse empty tables that take 0 to 10."""
    noon = dt.datetime(2025, 3, 1, 12)
    answers = [(n, noon, n % 11, noon + dt.timedelta(days=n % 8), False) for n in range(1, 401)]
    answers.append((401, noon, 11, noon + dt.timedelta(days=7), False))
    changes = {name: kind.replace(" PRIMARY KEY", "") for name, kind in nps_and_weather.NPS_WAREHOUSE.items()}
    warehouse = [Table("nps", nps_and_weather.NPS_WAREHOUSE, []), Table("nps_changes", changes)]
    claimed.load(
        Fixture("pictures", warehouse=warehouse, source=[Table("nps", nps_and_weather.NPS_SOURCE, answers)])
    )
    with claimed.warehouse() as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE nps_changes ADD CONSTRAINT score_is_0_to_10 CHECK (score BETWEEN 0 AND 10)")


def fill(process: Process) -> None:
    """Fill the days, one after the other, and wait until each run has ended, well or not."""
    days = ("--from-date", "2025-03-01", "--to-date", "2025-03-08", "--max-active-runs", "1")
    made = process.command("backfill", "create", "--dag-id", DAG, *days)
    assert made.code == 0, made.text
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        lines = process.command("dags", "list-runs", DAG, "--output", "plain").text.splitlines()
        states = [line.split()[2] for line in lines if line.startswith(DAG)]
        if states and not {"queued", "running"} & set(states):
            return
        time.sleep(2)
    raise TimeoutError(f"The runs did not end within {SECONDS} s.")


def widen(page: Page, x: int) -> None:
    """Draw the line between the grid and the details to `x`."""
    box = page.locator("[role=separator]").first.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(x, box["y"] + 40, steps=8)
    page.mouse.up()


def shoot(page: Page, address: str, password: str) -> None:
    page.goto(address)
    page.fill("input[name=username]", settings.USER)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    page.get_by_text("Dag Import Error").first.wait_for()
    picture(page, "home")
    page.goto(f"{address}/dags")
    page.get_by_text(DAG).first.wait_for()
    picture(page, "dags")
    page.goto(f"{address}/dags/{DAG}")
    page.get_by_text("publish").first.wait_for()
    page.get_by_text("Backfill in progress").wait_for(state="detached", timeout=SECONDS * 1000)
    widen(page, 560)
    picture(page, "grid")
    page.locator("a[href*='2025-03-09'][href*='/tasks/load']").first.click()
    page.set_viewport_size({"width": WIDTH + 60, "height": 640})  # the error is beside the buttons, not under
    widen(page, 240)
    page.get_by_label("Press f for fullscreen").click()
    for setting in ("Wrap", "Hide Timestamps"):
        page.get_by_label("Log Settings").last.click()
        page.get_by_role("menuitem", name=setting).click()
    page.get_by_text("violates check constraint").last.click()  # folds the traceback: its paths are this machine's
    picture(page, "logs")


def picture(page: Page, name: str) -> None:
    page.wait_for_timeout(1500)  # what was changed is drawn anew
    page.screenshot(path=FOLDER / f"ui-{name}.png")


def hurried_dags(folder: Path) -> Path:
    """The DAGs as they are, but for the minute before a retry."""
    dags = folder / "dags"
    shutil.copytree(settings.DAGS, dags)
    file = dags / f"{DAG}.py"
    file.write_text(file.read_text("utf-8").replace("timedelta(minutes=1)", "timedelta(seconds=5)"), "utf-8")
    (dags / "broken.py").write_text("from airflow.sdk import DAGG\n", "utf-8")  # one that can't be imported
    return dags


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        take(hurried_dags(Path(folder)))


def take(dags: Path) -> None:
    claimed = owned.OwnedDatabases("airflow", "pictures")
    load(claimed)
    instance = Instance("pictures", claimed, dags)
    client = s3_client.client(servers.ensure().store)
    if instance.bucket not in {each["Name"] for each in client.list_buckets()["Buckets"]}:
        client.create_bucket(Bucket=instance.bucket)
    with claimed.administrator.cursor() as cursor:  # without the runs of an earlier time
        cursor.execute(f'DROP DATABASE IF EXISTS "{instance.metadata.database}" WITH (FORCE)')
    services.up(instance)
    try:
        process = Process(instance)
        for words in (["dags", "reserialize"], ["dags", "unpause", DAG]):
            assert process.command(*words).code == 0
        fill(process)
        process.close()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            port = services.running_port(instance)
            shoot(page, f"http://127.0.0.1:{port}", settings.password(claimed.addresses))
            browser.close()
    finally:
        services.down(instance.home)


if __name__ == "__main__":
    main()
