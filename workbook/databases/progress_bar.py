"""A progress bar for work that takes more than two seconds; nothing is shown of shorter work.

In a terminal it stands on stderr, and nowhere if that is no terminal. In a notebook it is an output that is
emptied at the end; it is shown only where a person runs the cells, so that executed notebooks are the same however
long the work took. It never costs the work an error.

rich draws the bar. Its own live display, and tqdm's, do not serve: in a notebook the one needs widgets and the
other stays in the output that is saved, neither knows whether a person looks on, and for one long statement of a
server, which counts nothing, something must show the seconds. It is in this room since loading tables is the
lowest work that has one; lessons, datasets and grading use it too.
"""

import contextlib
import contextvars
import io
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.console import Console

AFTER_SECONDS = 2.0
EVERY_SECONDS = 0.25
WIDTH = 80  # columns in a notebook

Item = TypeVar("Item")
# What goes on, the outermost first, which is the one that is shown: a bar of rows inside of a bar of days would
# only make the screen restless.
_going_on: list["_Work"] = []


def over(items: Iterable[Item], unit: str) -> Iterator[Item]:
    """The items, one by one, with a bar that counts those that are done; `unit` is their name, as "days"."""
    total = len(items) if isinstance(items, Sized) else None
    with bar(unit, total) as step:
        for item in items:
            yield item
            step()


@contextlib.contextmanager
def bar(unit: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """Inside of it, `step(n)` says that n more are done (1 if not said); without a `total` they are counted."""
    with _shown(_Work(unit, total)) as work:
        yield work.step


@contextlib.contextmanager
def waiting(doing: str) -> Iterator[None]:
    """For work that says nothing of how far it is: `doing` ("loading nps") and the seconds so far."""
    with _shown(_Work(doing, counted=False)):
        yield


class _Work:
    def __init__(self, text: str, total: int | None = None, counted: bool = True) -> None:
        self.text, self.total, self.counted, self.done = text, total, counted, 0
        self.began = time.monotonic()

    def step(self, n: int = 1) -> None:
        self.done += n

    def __str__(self) -> str:
        if not self.counted:
            return self.text
        return f"{self.done:,} {'' if self.total is None else f'of {self.total:,} '}{self.text}"


@contextlib.contextmanager
def _shown(work: _Work) -> Iterator[_Work]:
    where = _place()
    if where is None:
        yield work
        return
    over = threading.Event()
    # With the context of this thread, by which the kernel knows the cell that an output belongs to.
    run = contextvars.copy_context().run
    thread = threading.Thread(target=run, args=(_watch, work, where, over), name="progress bar", daemon=True)
    _going_on.append(work)
    thread.start()
    try:
        yield work
    finally:
        over.set()
        thread.join()
        _going_on.remove(work)


def _place() -> "type[_Terminal] | type[_Cell] | None":
    """Where a bar can be seen; None for nowhere."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if kernel := getattr(shell, "kernel", None):
        # JupyterLab and VS Code can ask a person for input; nbclient, nbval and nbgrader can't.
        return _Cell if getattr(kernel, "_allow_stdin", False) else None
    return _Terminal if sys.stderr is not None and sys.stderr.isatty() else None


def _watch(work: _Work, where: "type[_Terminal] | type[_Cell]", over: threading.Event) -> None:
    """Show the work from its second second on, until it is over."""
    pause = AFTER_SECONDS
    while not over.wait(pause):
        if _going_on[0] is work:
            break
        pause = EVERY_SECONDS
    else:
        return
    with contextlib.closing(where(work)) as place:
        place.show()
        while not over.wait(EVERY_SECONDS):
            place.show()


class _Bar:
    """The bar as rich draws it on `console`."""

    def __init__(self, work: _Work, console: "Console") -> None:
        from rich import progress

        text = progress.TextColumn("{task.description}", markup=False)
        columns: list[progress.ProgressColumn] = [text, progress.TimeElapsedColumn()]
        if work.total:
            columns[1:] = [
                progress.BarColumn(30),
                progress.TaskProgressColumn(),
                progress.TimeRemainingColumn(),
                progress.TextColumn("left"),
            ]
        self.work, self.console = work, console
        self.progress = progress.Progress(
            *columns,
            console=console,
            auto_refresh=False,
            transient=True,
            # What the work prints stays on stdout, which may be a file.
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self.task = self.progress.add_task(str(work), total=work.total)
        self.progress.tasks[0].start_time = work.began  # on the clock of rich, too

    def update(self) -> None:
        self.progress.update(self.task, description=str(self.work), completed=self.work.done)


class _Terminal:
    """On stderr, on a line that is wiped at the end."""

    def __init__(self, work: _Work) -> None:
        from rich.console import Console

        self._bar = _Bar(work, Console(stderr=True))
        self._bar.progress.start()

    def show(self) -> None:
        self._bar.update()
        self._bar.progress.refresh()

    def close(self) -> None:
        self._bar.progress.stop()


class _Cell:
    """In the output of the cell that runs."""

    def __init__(self, work: _Work) -> None:
        from IPython.display import display
        from rich.console import Console

        self._bar = _Bar(work, Console(file=io.StringIO(), width=WIDTH, force_jupyter=False, color_system=None))
        self._display = display
        self._handle = display({"text/plain": ""}, raw=True, display_id=True)

    def show(self) -> None:
        self._bar.update()
        with self._bar.console.capture() as drawn:
            self._bar.console.print(self._bar.progress.get_renderable())
        self._put({"text/plain": drawn.get().rstrip()})

    def close(self) -> None:
        self._put({})

    def _put(self, data: dict[str, str]) -> None:
        self._display(data, raw=True, display_id=self._handle.display_id, update=True)
