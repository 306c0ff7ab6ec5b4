"""Progress bars: seen by a person who waits, in a terminal or a notebook, and by nobody else."""

import os
import re
import subprocess
import sys
import textwrap
import time

import nbformat
import pytest
from jupyter_client.manager import start_new_kernel

from workbook.databases import progress_bar

# One second where people wait for two, and the time to draw: tests should not take long.
BARS = "from workbook.databases import progress_bar as bars\n"
SOON = f"import time\n{BARS}bars.AFTER_SECONDS, bars.EVERY_SECONDS = 0.2, 0.05\n"
SLOW = SOON + textwrap.dedent("""
    for day in bars.over(["Mon", "Tue", "Wed", "Thu"], "days"):
        time.sleep(0.3)
    print("done")
""")
QUICK = SOON + "for day in bars.over(range(20), 'days'):\n    time.sleep(0.002)\nprint('done')\n"
LOST = SOON + "with bars.bar('rows', 10) as step:\n    step(3)\n    time.sleep(0.6)\n    1 / 0\n"
WAITS = SOON + "with bars.waiting('loading nps'):\n    time.sleep(0.6)\n"
NESTED = SOON + textwrap.dedent("""
    for day in bars.over(["Mon", "Tue"], "days"):
        with bars.bar("rows", 5) as step:
            time.sleep(0.5)
            step()
""")
EMPTY = {"text/plain": ""}


def in_a_terminal(code: str) -> tuple[str, str]:
    """What a program writes to stdout, a pipe, and to stderr, a terminal of 80 columns."""
    pty = pytest.importorskip("pty", reason="no terminals of this kind on Windows")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "24", "PYTHON_COLORS": "0"}
    program = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=theirs, text=True, env=environment
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            read = os.read(ours, 4096)
        except OSError:  # Linux says so that the other side is closed
            break
        if not read:
            break
        seen += read
    os.close(ours)
    with program:
        return program.stdout.read(), seen.decode()


def test_slow_work_has_a_bar_in_a_terminal_that_is_wiped_and_stdout_has_the_output_alone():
    out, seen = in_a_terminal(SLOW)
    assert out == "done\n"
    # A busy machine misses some of them.
    assert "2 of 4 days" in seen and re.search("(25|50|75)%", seen) and "left" in seen
    assert seen.rstrip().endswith("\x1b[2K")  # the line is wiped
    assert "\x1b[?25h" in seen  # and the cursor is shown again


def test_quick_work_shows_nothing_in_a_terminal():
    assert in_a_terminal(QUICK) == ("done\n", "")


def test_an_error_is_the_works_own_and_the_bar_is_gone_before_it():
    _, seen = in_a_terminal(LOST)
    assert "3 of 10 rows" in seen
    bar, traceback = seen.split("Traceback", 1)
    assert "\x1b[2K" in bar and traceback.rstrip().endswith("ZeroDivisionError: division by zero")


def test_work_that_does_not_count_shows_what_it_does_and_the_seconds():
    assert re.search(r"loading nps \S*0:00:00", in_a_terminal(WAITS)[1])  # coloured


def test_of_bars_in_bars_the_outermost_is_shown():
    seen = in_a_terminal(NESTED)[1]
    assert "1 of 2 days" in seen and "rows" not in seen


def test_nothing_is_shown_where_stderr_is_no_terminal():
    done = subprocess.run([sys.executable, "-c", SLOW], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_importing_bars_imports_nothing_heavy():
    code = f"{BARS}import sys\nprint([n for n in ('rich', 'IPython') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.fixture(scope="module")
def kernel():
    """A notebook's kernel, and a client that can be asked for input, as JupyterLab is."""
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def in_jupyterlab(kernel, code: str) -> list[tuple[str, dict]]:
    """What a cell puts out: `(kind of message, its content)`."""
    messages = []
    kernel.execute_interactive(
        code,
        allow_stdin=True,
        timeout=60,
        output_hook=lambda message: messages.append((message["msg_type"], message["content"])),
    )
    return messages


def bars_of(messages: list[tuple[str, dict]]) -> list[dict]:
    return [content["data"] for kind, content in messages if kind in ("display_data", "update_display_data")]


def test_slow_work_has_a_bar_in_jupyterlab_that_is_emptied(kernel):
    messages = in_jupyterlab(kernel, SLOW)
    shown = bars_of(messages)
    assert shown[0] == EMPTY and shown[-1] == {}
    assert any(data["text/plain"].startswith("2 of 4 days ━") for data in shown[:-1])
    assert [content["text"] for kind, content in messages if kind == "stream"] == ["done\n"]


def test_quick_work_puts_nothing_out_in_jupyterlab(kernel):
    assert [kind for kind, _ in in_jupyterlab(kernel, QUICK) if kind != "status"] == ["execute_input", "stream"]


def test_a_bar_is_emptied_when_the_work_raises_or_is_left_early(kernel):
    shown = bars_of(in_jupyterlab(kernel, LOST))
    assert "3 of 10 rows" in shown[1]["text/plain"] and shown[-1] == {}
    early = SOON + "for day in bars.over(range(9), 'days'):\n    time.sleep(0.6)\n    break\n"
    shown = bars_of(in_jupyterlab(kernel, early))
    assert "0 of 9 days" in shown[1]["text/plain"] and shown[-1] == {}
    # Nothing goes on behind the cell.
    assert bars_of(in_jupyterlab(kernel, "import time; time.sleep(0.5)")) == []


def test_nbval_finds_no_trace_of_a_bar_in_what_a_notebook_puts_out(tmp_path):
    done = nbformat.v4.new_output("stream", name="stdout", text="done\n")
    cells = [
        nbformat.v4.new_code_cell(SLOW, outputs=[done], execution_count=1),
        nbformat.v4.new_code_cell(LOST.replace("1 / 0", "pass"), execution_count=2),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "slow.ipynb")
    nbval = ["pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "slow.ipynb"]
    done = subprocess.run([sys.executable, "-m", *nbval], cwd=tmp_path, capture_output=True, text=True)
    assert "2 passed" in done.stdout, done.stdout


def test_every_item_comes_once_and_in_order_with_or_without_a_length():
    assert list(progress_bar.over([3, 1, 2], "days")) == [3, 1, 2]
    assert list(progress_bar.over((n for n in range(4)), "rows")) == [0, 1, 2, 3]
    assert list(progress_bar.over([], "days")) == []


def test_a_bar_costs_quick_work_next_to_nothing():
    began = time.perf_counter()
    with progress_bar.bar("rows", 100_000) as step:
        for _ in range(100_000):
            step()
    assert time.perf_counter() - began < 0.5
