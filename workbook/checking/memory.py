"""How much memory this process takes while something runs, above what it had at the start."""

import ctypes
import gc
import sys
import threading

import psutil

EVERY_SECONDS = 0.005
# A Python object takes at least so many bytes. Memory that was freed earlier may be used again without the process
# growing, so the number of its objects is a second measure.
OBJECT_BYTES = 40
MB = 1_000_000


class Peak:
    """Inside of `with`, watches this process; `grown` is the most it grew so far, in MB."""

    def __enter__(self) -> "Peak":
        gc.collect()
        _give_back()
        self._process, self._done = psutil.Process(), threading.Event()
        self._start, self._objects = self._process.memory_info().rss, sys.getallocatedblocks()
        self.grown = 0.0
        self._thread = threading.Thread(target=self._watch, name="memory", daemon=True)
        self._thread.start()
        return self

    def look(self) -> float:
        """Look now, too; the most so far."""
        process = self._process.memory_info().rss - self._start
        objects = (sys.getallocatedblocks() - self._objects) * OBJECT_BYTES
        self.grown = max(self.grown, process / MB, objects / MB)
        return self.grown

    def _watch(self) -> None:
        while not self._done.wait(EVERY_SECONDS):
            self.look()

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._thread.join()
        self.look()


def _give_back() -> None:
    """Let the C library give freed memory back to the system, where it can: only then does new use show."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl not
        if trim:
            trim(0)
