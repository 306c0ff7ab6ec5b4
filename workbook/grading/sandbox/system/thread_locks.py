"""Locks between processes lie in shared memory, which a confined process has not."""

import multiprocessing.context
import threading

NAMES = ("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event", "Barrier")


def replace() -> None:
    """Make locks between processes locks between threads: there is no other process.

    multiprocessing.pool.ThreadPool uses them, too.
    """
    kind = multiprocessing.context.BaseContext
    for name in NAMES:
        make = getattr(threading, name)
        setattr(kind, name, lambda self, *given, make=make, **named: make(*given, **named))
