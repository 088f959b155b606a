"""The graph that every program loads, read from kith's packed edges."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Graph:
    """Undirected edges, each once, the lower vertex first, ascending."""

    members: int
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def read(cls, path: Path) -> "Graph":
        """Reads the number of vertices (32 bits), of edges (64 bits) and two vertices of 32 bits
        for each edge, all little-endian."""
        with path.open("rb") as file:
            members = int(np.fromfile(file, "<u4", 1)[0])
            edges = int(np.fromfile(file, "<u8", 1)[0])
            pairs = np.fromfile(file, "<u4")
        if len(pairs) != 2 * edges:
            raise SystemExit(f"{path}: not packed edges")
        return cls(members, pairs[0::2], pairs[1::2])

    def packed_arcs(self) -> np.ndarray:
        """Every edge in both directions as one number, from << 32 | to, ascending."""
        low, high = self.low.astype(np.int64), self.high.astype(np.int64)
        arcs = np.concatenate([low << 32 | high, high << 32 | low])
        arcs.sort()
        return arcs

    def rows(self) -> tuple[np.ndarray, np.ndarray]:
        """Where each vertex' neighbours begin, with one more place for the end, and the neighbours
        of all, ascending within a vertex."""
        arcs = self.packed_arcs()
        offsets = np.searchsorted(arcs, np.arange(self.members + 1, dtype=np.int64) << 32)
        return offsets, (arcs & 0xFFFF_FFFF).astype(np.int32)
