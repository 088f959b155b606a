"""scipy: a sparse adjacency matrix, its rows and products with it."""

import numpy as np
import scipy
import scipy.sparse as sparse

from peer import STEPS, Peer
from programs.numpy import top


class Program(Peer):
    title = "scipy"

    def version(self):
        return scipy.__version__

    def load(self, graph):
        offsets, arcs = graph.rows()
        self.members = graph.members
        ones = np.ones(len(arcs), dtype=np.int32)
        offsets = offsets.astype(np.int32)
        self.matrix = sparse.csr_array((ones, arcs, offsets), (graph.members, graph.members))
        self.matrix.has_canonical_format = True

    def row(self, vertex):
        return self.matrix[[vertex]]

    def near(self, viewer):
        """A dense column: not 0 for everybody within two steps."""
        first = self.row(viewer)
        near = np.zeros(self.members, dtype=np.int32)
        near[(first @ self.matrix).indices] = 1
        near[first.indices] = 1
        near[viewer] = 1
        return near

    def degrees(self, viewer, others):
        others = np.array(others)
        near = self.near(viewer)
        degrees = np.where(self.matrix[others] @ near > 0, 3, 4)
        degrees[near[others] > 0] = 2
        degrees[np.isin(others, self.row(viewer).indices)] = 1
        degrees[others == viewer] = 0
        return degrees.tolist()

    def mutuals(self, viewer, other):
        if viewer == other:
            return 0
        return self.row(viewer).multiply(self.row(other)).nnz

    def second(self, viewer):
        near = np.count_nonzero(self.near(viewer))
        return int(near) - self.row(viewer).nnz - 1

    def distance(self, viewer, other):
        if viewer == other:
            return 0
        seen = [np.zeros(self.members, dtype=bool) for _ in range(2)]
        fronts = [self.unit(viewer), self.unit(other)]
        for side in range(2):
            seen[side][fronts[side].indices] = True
        for steps in range(1, STEPS + 1):
            side = 0 if fronts[0].nnz <= fronts[1].nnz else 1
            reached = (fronts[side] @ self.matrix).indices
            if seen[1 - side][reached].any():
                return steps
            reached = reached[~seen[side][reached]]
            if not len(reached):
                return None
            seen[side][reached] = True
            fronts[side] = self.row_of_ones(reached)
        return None

    def unit(self, vertex):
        return self.row_of_ones(np.array([vertex]))

    def row_of_ones(self, columns):
        # Indices of 64 bits would have the whole matrix copied to such for a product.
        places = columns.astype(np.int32), np.array([0, len(columns)], dtype=np.int32)
        ones = np.ones(len(columns), dtype=np.int32)
        return sparse.csr_array((ones, *places), (1, self.members))

    def suggestions(self, viewer):
        first = self.row(viewer)
        counts = first @ self.matrix
        known = np.isin(counts.indices, np.append(first.indices, viewer))
        return top(counts.indices[~known], counts.data[~known])
