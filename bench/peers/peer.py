"""What a program has to do to be measured."""

from dataclasses import dataclass
from pathlib import Path

from graph import Graph

SUGGESTIONS = 20
STEPS = 6


@dataclass(frozen=True)
class Place:
    """Where a program may put its data."""

    folder: Path
    # A PostgreSQL on the loopback address: its port, and the process that began it.
    postgres_port: int | None = None
    postgres_pid: int | None = None


class Peer:
    """A program that is asked. Answers consist of plain Python numbers and lists."""

    # What it is called in tables.
    title: str

    def __init__(self, place: Place):
        self.place = place

    def version(self) -> str:
        raise NotImplementedError

    def load(self, graph: Graph) -> None:
        """Takes the graph and gets everything ready that any member's questions need."""
        raise NotImplementedError

    def degrees(self, viewer: int, others: list[int]) -> list[int]:
        """For each: 0 the viewer, 1 to 3 as many steps away, 4 further or not connected."""
        raise NotImplementedError

    def mutuals(self, viewer: int, other: int) -> int:
        """How many neighbours both have; nobody shares anybody with themself."""
        raise NotImplementedError

    def second(self, viewer: int) -> int:
        """How many are exactly two steps away."""
        raise NotImplementedError

    def distance(self, viewer: int, other: int) -> int | None:
        """Steps, or None where there are more than six or no way at all."""
        raise NotImplementedError

    def suggestions(self, viewer: int) -> list[tuple[int, int]]:
        """The 20 with most common neighbours who are neither the viewer nor a neighbour, and how
        many these are; of equal ones the lowest first."""
        raise NotImplementedError

    def interrupt(self) -> None:
        """Stops the running question from another thread. Programs whose questions all end soon
        leave it out."""

    def resident(self) -> int:
        """Bytes of memory in use."""
        return resident(Path("/proc/self"))

    def disk(self) -> int:
        """Bytes on disk."""
        return 0


def resident(process: Path) -> int:
    """Bytes of memory of one process, 0 once it is over."""
    try:
        status = (process / "status").read_text()
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def size(folder: Path) -> int:
    """Bytes of the files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
