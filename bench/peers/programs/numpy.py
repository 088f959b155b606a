"""numpy: neighbour lists in one array, marks and counts in dense ones."""

import numpy as np

from peer import STEPS, SUGGESTIONS, Peer


class Program(Peer):
    title = "numpy"

    def version(self):
        return np.__version__

    def load(self, graph):
        self.members = graph.members
        self.offsets, self.arcs = graph.rows()

    def neighbours(self, vertex):
        return self.arcs[self.offsets[vertex] : self.offsets[vertex + 1]]

    def neighbours_of_all(self, vertices):
        """The lists of all these vertices, one after the other."""
        starts = self.offsets[vertices]
        lengths = self.offsets[np.asarray(vertices) + 1] - starts
        ends = np.cumsum(lengths)
        first = np.repeat(starts - ends + lengths, lengths)
        return self.arcs[first + np.arange(len(first))]

    def near(self, viewer):
        """Marks for everybody within two steps."""
        near = np.zeros(self.members, dtype=bool)
        first = self.neighbours(viewer)
        near[self.neighbours_of_all(first)] = True
        near[first] = True
        near[viewer] = True
        return near

    def degrees(self, viewer, others):
        others = np.array(others)
        near = self.near(viewer)
        degrees = np.full(len(others), 4)
        lengths = self.offsets[others + 1] - self.offsets[others]
        reached = near[self.neighbours_of_all(others)]
        owners = np.repeat(np.arange(len(others)), lengths)
        degrees[owners[reached]] = 3
        degrees[near[others]] = 2
        degrees[np.isin(others, self.neighbours(viewer))] = 1
        degrees[others == viewer] = 0
        return degrees.tolist()

    def mutuals(self, viewer, other):
        if viewer == other:
            return 0
        pair = self.neighbours(viewer), self.neighbours(other)
        return len(np.intersect1d(*pair, assume_unique=True))

    def second(self, viewer):
        near = np.count_nonzero(self.near(viewer))
        return int(near) - len(self.neighbours(viewer)) - 1

    def distance(self, viewer, other):
        if viewer == other:
            return 0
        seen = [np.zeros(self.members, dtype=bool) for _ in range(2)]
        fronts = [np.array([viewer]), np.array([other])]
        for side in range(2):
            seen[side][fronts[side]] = True
        for steps in range(1, STEPS + 1):
            side = 0 if len(fronts[0]) <= len(fronts[1]) else 1
            reached = self.neighbours_of_all(fronts[side])
            if seen[1 - side][reached].any():
                return steps
            marks = np.zeros(self.members, dtype=bool)
            marks[reached] = True
            marks &= ~seen[side]
            seen[side] |= marks
            fronts[side] = np.flatnonzero(marks)
            if not len(fronts[side]):
                return None
        return None

    def suggestions(self, viewer):
        first = self.neighbours(viewer)
        counts = np.bincount(self.neighbours_of_all(first), minlength=self.members)
        counts[first] = 0
        counts[viewer] = 0
        found = np.flatnonzero(counts)
        return top(found, counts[found])


def top(vertices, counts):
    """The pairs with the highest counts, then the lowest vertices. Shared with other programs whose
    answers are numpy's arrays."""
    if len(counts) > SUGGESTIONS:
        least = np.partition(counts, -SUGGESTIONS)[-SUGGESTIONS]
        vertices, counts = vertices[counts >= least], counts[counts >= least]
    order = np.lexsort((vertices, -counts))[:SUGGESTIONS]
    return list(zip(vertices[order].tolist(), counts[order].tolist()))
