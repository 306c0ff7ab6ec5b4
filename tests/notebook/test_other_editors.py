"""What a kernel sends to an editor that is not JupyterLab, as VS Code: asked by the kernel protocol alone."""

import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from jupyter_client import BlockingKernelClient, KernelManager
from jupyter_client.kernelspec import KernelSpec

from workbook.paths import LESSONS

SHOWN_EVERYWHERE = {"text/plain", "text/html", "image/png", "image/svg+xml"}
ANSWER = LESSONS / "04-keeping-the-latest" / "answers" / "right-latest-per-day-row-number.sql"


@pytest.fixture
def kernel(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BlockingKernelClient]:
    """A kernel of this Python in a folder of the learner's; it is told neither cell nor notebook."""
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    manager = KernelManager()
    manager._kernel_spec = KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"])
    manager.start_kernel(cwd=str(tmp_path))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=120)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


def run(kernel: BlockingKernelClient, code: str) -> list[dict]:
    """What a cell shows: each output by its kinds. Raises AssertionError for one that ends with an error."""
    kernel.execute(code)
    shown = []
    while True:
        try:
            message = kernel.get_iopub_msg(timeout=120)
        except Empty:
            raise AssertionError(f"no answer to {code!r}") from None
        content = message["content"]
        match message["msg_type"]:
            case "stream":
                shown.append({"text/plain": content["text"]})
            case "display_data" | "execute_result" | "update_display_data":
                shown.append(content["data"])
            case "error":
                raise AssertionError(content["traceback"])
            case "comm_open":
                raise AssertionError("a widget, which needs an extension")
            case "status" if content["execution_state"] == "idle":
                return shown


def text(shown: list[dict]) -> str:
    return "".join(each.get("text/plain", "") for each in shown)


def test_tables_pictures_checks_and_hints_need_no_extension_of_jupyterlab(kernel):
    shown = run(kernel, '%load_ext workbook\nlesson("04-keeping-the-latest")')
    assert "rows" in text(shown)
    [table] = run(kernel, "%%sql warehouse\nSELECT 1 AS one")
    assert "<table" in table["text/html"] and "one" in table["text/plain"]
    shown += [table]
    shown += (plan := run(kernel, "%%sql warehouse --explain\nSELECT 1"))
    assert any(kind.startswith("image/") for each in plan for kind in each) or "Result" in text(plan)
    shown += (picture := run(kernel, 'figure("partitions")'))
    assert any(kind.startswith("image/") for each in picture for kind in each)
    shown += run(kernel, f"%%sql --answer latest-per-day\n{ANSWER.read_text(encoding='utf-8')}")
    shown += (checked := run(kernel, 'check("latest-per-day")'))
    assert "✓" in text(checked)
    shown += (hint := run(kernel, "hint()"))  # of the exercise that was checked last: no cell is named
    assert "Hint 1 of 3" in text(hint)
    assert {kind for each in shown for kind in each} <= SHOWN_EVERYWHERE
