"""A learner's way through JupyterLab, in a real browser: open an exercise, answer it in SQL, read the verdict."""

import os
import shutil
import signal

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.notebook import lab_command
from workbook import servers

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# As root Chromium needs --no-sandbox; the others keep it from asking the network for what no test needs.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 60_000  # milliseconds, for a machine that is busy with other tests


@pytest.fixture(scope="module")
def browser():
    """The browser of this machine. Without one these tests are skipped, loudly; in CI they fail."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        missing = f"no browser ({', '.join(BROWSERS)}) on PATH: what JupyterLab shows was NOT tested"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=ARGUMENTS)


@pytest.fixture(scope="module")
def address(home):
    """Where a `workbook lab` answers, on the tests' servers and my/."""
    lab = lab_command.start("lab", WORKBOOK_MY=str(servers.ensure().store.folder.parent))
    yield lab_command.address(lab)
    lab.send_signal(signal.SIGINT)
    assert lab.wait(60) == 0


@pytest.fixture(scope="module")
def page(browser, address):
    """Lesson 00's exercise, open in JupyterLab."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    page.goto(address.replace("00-1-start-here.ipynb", "00-2-exercises.ipynb"))
    expect(page.locator(".jp-Notebook")).to_contain_text("first-query", timeout=PATIENCE)
    # JupyterLab asks which kernel to use when a cell is run before there is one.
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=PATIENCE)
    return page


def cell(page: Page, first_words: str) -> Locator:
    return page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=first_words))


def write(page: Page, where: Locator, text: str) -> None:
    """Replace all but the cell's first line by `text`, by the keyboard."""
    where.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.press("Control+Shift+End")
    page.keyboard.type("\n" + text)


def run(page: Page, where: Locator) -> None:
    where.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def test_a_learner_answers_an_exercise_and_reads_the_verdict(page):
    setup, answer, check = cell(page, "%load_ext"), cell(page, "%%sql --answer"), cell(page, "check(")
    run(page, setup)
    expect(setup.locator(".jp-OutputArea")).to_contain_text("150,000 rows", timeout=PATIENCE)

    write(page, answer, "SELECT max(id) AS answers FROM nps")
    run(page, answer)
    expect(answer.locator(".jp-OutputArea table")).to_contain_text("answers", timeout=PATIENCE)
    run(page, check)
    expect(check.locator(".jp-OutputArea")).to_contain_text("✗ first-query: not yet", timeout=PATIENCE)
    expect(check.locator(".jp-OutputArea")).to_contain_text("That is the largest id")
    # The cell's end: Jupyter drops what is sent before a cell ends with an error.
    expect(check.locator(".jp-OutputArea")).to_contain_text("Change your answer", timeout=PATIENCE)
    expect(check.locator(".jp-OutputArea")).not_to_contain_text("Traceback")

    write(page, answer, "SELECT count(*) AS answers FROM nps")
    run(page, answer)
    expect(answer.locator(".jp-OutputArea")).to_contain_text("fresh tables", timeout=PATIENCE)
    run(page, check)
    expect(check.locator(".jp-OutputArea")).to_contain_text("✓ first-query: passed", timeout=PATIENCE)
    expect(check.locator(".jp-OutputArea")).not_to_contain_text("✗")


def test_sql_is_coloured(page):
    answer = cell(page, "%%sql --answer")
    write(page, answer, "SELECT count(*) AS answers FROM nps WHERE score > 'x'")

    def colour(text: str) -> str:
        token = answer.locator(".cm-line span", has_text=text).first
        return token.evaluate("span => getComputedStyle(span).color")

    plain = answer.locator(".cm-line").last.evaluate("line => getComputedStyle(line).color")
    expect(answer.locator(".cm-line span").get_by_text("SELECT", exact=True)).to_be_visible()
    assert colour("SELECT") == colour("FROM") != plain
    assert colour("'x'") not in (plain, colour("SELECT"))


def test_no_pop_up_asks_for_news_and_no_menu_is_the_teachers(page):
    expect(page.locator(".jp-Notebook")).to_be_visible()
    expect(page.get_by_text("Kernel", exact=True)).to_be_visible()
    expect(page.get_by_text("Jupyter news")).to_have_count(0)
    expect(page.get_by_text("Nbgrader")).to_have_count(0)


def test_the_bucket_is_a_folder_beside_the_lessons(page):
    page.locator(".jp-BreadCrumbs-home").click()
    files = page.locator(".jp-DirListing-content")
    expect(files).to_contain_text("00-start-here", timeout=PATIENCE)
    expect(files).to_contain_text("bucket")
