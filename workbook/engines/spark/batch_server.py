"""The cluster's batch server, a process of its own: a batch is a driver, as `workbook spark submit` starts one.

    python -m workbook.engines.spark.batch_server FILE

FILE holds the password; a line is printed that ends with the port. When it is ended, its drivers are.
"""

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook.engines.spark import batch_api, submit
from workbook.engines.spark.batch_api import Batch, Refused
from workbook.errors import WorkbookError
from workbook.servers import processes

# What Java and Spark say of each start, before any setting of ours is read.
OF_THE_START = re.compile(
    r"WARNING: Using incubator modules|Using Spark's default log4j profile|Setting default log level"
    r"|To adjust logging level|Setting Spark log level|\S+ \S+ WARN NativeCodeLoader"
)


@dataclass
class _Driver:
    batch: Batch
    process: subprocess.Popen
    log: Path

    def look(self) -> Batch:
        """The batch as it is now."""
        code = self.process.poll()
        if self.batch.state == "running" and code is not None:
            self.batch.state = "success" if code == 0 else "dead"
        said = self.log.read_text("utf-8", "replace").splitlines()
        self.batch.log = [line for line in said if not OF_THE_START.match(line)]
        return self.batch


class Drivers:
    """Batches whose drivers are processes of this machine (batch_api.Batches)."""

    def __init__(self) -> None:
        self._drivers: dict[int, _Driver] = {}
        self._lock = threading.Lock()
        self._last = -1

    def create(self, file: str, args: Sequence[str], name: str | None) -> Batch:
        """Start a driver for a Python file: one of the folder for applications, if its path is relative."""
        path = submit.folder() / file
        try:
            line, env, folder = submit.command(path, args)
        except WorkbookError as error:
            raise Refused(str(error)) from None
        with self._lock:
            self._last += 1
            log = folder / f"batch-{self._last}.log"
            with log.open("wb") as output:
                process = subprocess.Popen(
                    line, env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
                )
            self._drivers[self._last] = driver = _Driver(Batch(self._last, file, args, name), process, log)
        return driver.batch

    def all(self) -> list[Batch]:
        """Those that were not deleted, the oldest first."""
        with self._lock:
            return [each.look() for each in self._drivers.values()]

    def delete(self, id: int) -> None:
        """End a driver with its Java, and forget it."""
        with self._lock:
            driver = self._drivers.pop(id, None)
        if driver:
            _end(driver.process)

    def close(self) -> None:
        """End all."""
        for each in list(self._drivers.values()):
            _end(each.process)


def _end(process: subprocess.Popen) -> None:
    processes.kill_all(processes.family(process.pid))
    process.wait()


def main() -> None:
    password = Path(sys.argv[1]).read_text(encoding="ascii")
    drivers = Drivers()
    server = batch_api.server(drivers, password)
    # In a thread: who shuts down waits until it has stopped to serve, which is what this thread does.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"{batch_api.READY}{server.server_address[1]}\n", end="", flush=True)  # in one piece
    try:
        server.serve_forever()
    finally:
        drivers.close()


if __name__ == "__main__":
    main()
