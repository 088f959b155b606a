"""DuckDB in memory: one row for each member with the list of its neighbours, asked in SQL."""

import duckdb
import numpy as np
import pyarrow

from peer import Peer

NEAR = """
WITH first AS MATERIALIZED (SELECT unnest(list) AS w FROM neighbours WHERE v = $viewer),
     near AS MATERIALIZED (
        SELECT DISTINCT unnest(list) AS w FROM neighbours WHERE v IN (SELECT w FROM first))
"""

DEGREES = f"""{NEAR},
     asked AS (
        SELECT unnest($others::int[]) AS t, generate_subscripts($others::int[], 1) AS place),
     third AS MATERIALIZED (
        SELECT DISTINCT v FROM (
            SELECT v, unnest(list) AS w FROM neighbours WHERE v IN (SELECT t FROM asked))
        WHERE w IN (SELECT w FROM near))
SELECT CASE
    WHEN t = $viewer THEN 0
    WHEN t IN (SELECT w FROM first) THEN 1
    WHEN t IN (SELECT w FROM near) THEN 2
    WHEN t IN (SELECT v FROM third) THEN 3
    ELSE 4 END
FROM asked ORDER BY place
"""

MUTUALS = """
SELECT len(list_intersect(
    (SELECT list FROM neighbours WHERE v = $viewer), (SELECT list FROM neighbours WHERE v = $other)))
"""

SECOND = f"""{NEAR}
SELECT count(*) FROM near WHERE w <> $viewer AND w NOT IN (SELECT w FROM first)
"""

# DuckDB finds all that a statement names before it looks whether it is needed: more steps are other
# statements.
SIDES = """
WITH first_a AS MATERIALIZED (SELECT unnest(list) AS w FROM neighbours WHERE v = $viewer),
     first_b AS MATERIALIZED (SELECT unnest(list) AS w FROM neighbours WHERE v = $other),
     second_a AS (SELECT unnest(list) AS w FROM neighbours WHERE v IN (SELECT w FROM first_a)),
     second_b AS (SELECT unnest(list) AS w FROM neighbours WHERE v IN (SELECT w FROM first_b)),
     third_a AS (SELECT unnest(list) AS w FROM neighbours WHERE v IN (SELECT w FROM second_a)),
     third_b AS (SELECT unnest(list) AS w FROM neighbours WHERE v IN (SELECT w FROM second_b))
"""
DISTANCES = [
    f"""{SIDES}
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM first_a WHERE w = $other) THEN 1
        WHEN EXISTS (SELECT 1 FROM first_a WHERE w IN (SELECT w FROM first_b)) THEN 2
        WHEN EXISTS (SELECT 1 FROM second_a WHERE w IN (SELECT w FROM first_b)) THEN 3 END
    """,
    f"{SIDES} SELECT (SELECT 4 FROM second_a WHERE w IN (SELECT w FROM second_b) LIMIT 1)",
    f"{SIDES} SELECT (SELECT 5 FROM third_a WHERE w IN (SELECT w FROM second_b) LIMIT 1)",
    f"{SIDES} SELECT (SELECT 6 FROM third_a WHERE w IN (SELECT w FROM third_b) LIMIT 1)",
]

SUGGESTIONS = """
WITH first AS MATERIALIZED (SELECT unnest(list) AS w FROM neighbours WHERE v = $viewer),
     reached AS (SELECT unnest(list) AS w FROM neighbours WHERE v IN (SELECT w FROM first))
SELECT w, count(*) AS mutuals FROM reached
WHERE w <> $viewer AND w NOT IN (SELECT w FROM first)
GROUP BY w ORDER BY mutuals DESC, w LIMIT 20
"""


class Program(Peer):
    title = "DuckDB"

    def version(self):
        return duckdb.__version__

    def load(self, graph):
        self.db = duckdb.connect()
        self.db.execute("SET threads = 1")
        offsets, arcs = graph.rows()
        lists = pyarrow.ListArray.from_arrays(offsets.astype(np.int32), arcs)
        members = np.arange(graph.members, dtype=np.int32)
        table = pyarrow.table({"v": members, "list": lists})
        self.db.register("loaded", table)
        self.db.execute("CREATE TABLE neighbours AS FROM loaded")
        self.db.unregister("loaded")

    def ask(self, statement, **values):
        return self.db.execute(statement, values).fetchall()

    def degrees(self, viewer, others):
        return [degree for (degree,) in self.ask(DEGREES, viewer=viewer, others=others)]

    def mutuals(self, viewer, other):
        if viewer == other:
            return 0
        return self.ask(MUTUALS, viewer=viewer, other=other)[0][0]

    def second(self, viewer):
        return self.ask(SECOND, viewer=viewer)[0][0]

    def distance(self, viewer, other):
        if viewer == other:
            return 0
        for statement in DISTANCES:
            steps = self.ask(statement, viewer=viewer, other=other)[0][0]
            if steps is not None:
                return steps
        return None

    def suggestions(self, viewer):
        return self.ask(SUGGESTIONS, viewer=viewer)

    def interrupt(self):
        self.db.interrupt()
