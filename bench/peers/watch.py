"""Ends a program that takes too long to load the graph, or too much memory."""

import subprocess
import threading
import time
from pathlib import Path

from peer import resident


class Watch:
    """Looks twice a second, until `end`."""

    def __init__(self, process: subprocess.Popen, load_limit: float, memory_limit: float):
        self.process, self.load_limit, self.memory_limit = process, load_limit, memory_limit
        # Why it was ended.
        self.why: str | None = None
        self.loaded = threading.Event()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self) -> None:
        started = time.monotonic()
        folder = Path("/proc") / str(self.process.pid)
        while not self.over.wait(0.5):
            if not self.loaded.is_set() and time.monotonic() > started + self.load_limit:
                self.why = f"not loaded within {self.load_limit:g} s"
            elif resident(folder) > self.memory_limit * 2**30:
                self.why = f"more than {self.memory_limit:g} GiB of memory"
            if self.why:
                self.process.kill()
                return

    def end(self) -> None:
        self.over.set()
        self.thread.join()
