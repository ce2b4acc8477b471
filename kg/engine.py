"""Map a function over files: in this process or in several; the results come in the order of the inputs."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import Any, TypeVar

from tqdm import tqdm

Task = TypeVar("Task")
Result = TypeVar("Result")


def _end_with_parent() -> None:
    """Let a worker end when its parent is gone: killed, it could not tell the pool to stop."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def run(function: Callable[[Task], Result], tasks: Sequence[Task], jobs: int, what: str = "files") -> Iterator[Result]:
    """Yield ``function(task)`` for every task, in order. Progress is shown on a terminal only.

    Args:
        function: picklable, and pure: it is called in any process.
        tasks: what to map over.
        jobs: number of processes; 1 keeps the work in this one.
        what: the unit shown beside the rate.
    """
    bar: dict[str, Any] = {"total": len(tasks), "unit": f" {what}", "disable": None, "file": sys.stderr, "leave": False}
    if jobs <= 1 or len(tasks) <= 1:
        yield from tqdm(map(function, tasks), **bar)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=context, initializer=_end_with_parent) as pool:
        yield from tqdm(pool.map(function, tasks, chunksize=max(1, min(8, len(tasks) // (4 * jobs)))), **bar)
