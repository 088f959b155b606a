"""SQLite: the edges in both directions, clustered by their primary key, asked in SQL."""

import apsw
import numpy as np

from peer import Peer, size

NEAR = """
WITH first(w) AS MATERIALIZED (SELECT b FROM edges WHERE a = :viewer),
     near(w) AS MATERIALIZED (SELECT DISTINCT e.b FROM first JOIN edges e ON e.a = first.w)
"""

DEGREES = f"""{NEAR}
SELECT CASE
    WHEN value = :viewer THEN 0
    WHEN value IN first THEN 1
    WHEN value IN near THEN 2
    WHEN EXISTS (SELECT 1 FROM edges e WHERE e.a = value AND +e.b IN near) THEN 3
    ELSE 4 END
FROM carray(:others)
"""

MUTUALS = """
SELECT count(*) FROM edges x CROSS JOIN edges y ON y.b = x.b
WHERE x.a = :viewer AND y.a = :other AND :viewer <> :other
"""

SECOND = f"""{NEAR}
SELECT count(*) FROM near WHERE w <> :viewer AND w NOT IN first
"""

# Each step only where those before have found nothing. Only the other's side is kept; the viewer's
# is gone through until something is found.
DISTANCE = """
WITH first(w) AS MATERIALIZED (SELECT b FROM edges WHERE a = :other),
     second(w) AS MATERIALIZED (SELECT DISTINCT e.b FROM first JOIN edges e ON e.a = first.w),
     third(w) AS MATERIALIZED (SELECT DISTINCT e.b FROM second JOIN edges e ON e.a = second.w)
SELECT CASE
    WHEN :viewer = :other THEN 0
    WHEN EXISTS (SELECT 1 FROM edges WHERE a = :viewer AND b = :other) THEN 1
    WHEN EXISTS (SELECT 1 FROM edges x WHERE x.a = :viewer AND +x.b IN first) THEN 2
    WHEN EXISTS (SELECT 1 FROM edges x CROSS JOIN edges y ON y.a = x.b
        WHERE x.a = :viewer AND +y.b IN first) THEN 3
    WHEN EXISTS (SELECT 1 FROM edges x CROSS JOIN edges y ON y.a = x.b
        WHERE x.a = :viewer AND +y.b IN second) THEN 4
    WHEN EXISTS (SELECT 1 FROM edges x CROSS JOIN edges y ON y.a = x.b CROSS JOIN edges z ON z.a = y.b
        WHERE x.a = :viewer AND +z.b IN second) THEN 5
    WHEN EXISTS (SELECT 1 FROM edges x CROSS JOIN edges y ON y.a = x.b CROSS JOIN edges z ON z.a = y.b
        WHERE x.a = :viewer AND +z.b IN third) THEN 6
    END
"""

SUGGESTIONS = """
SELECT y.b, count(*) FROM edges x CROSS JOIN edges y ON y.a = x.b
WHERE x.a = :viewer AND y.b <> :viewer AND +y.b NOT IN (SELECT b FROM edges WHERE a = :viewer)
GROUP BY y.b ORDER BY 2 DESC, 1 LIMIT 20
"""


class Program(Peer):
    title = "SQLite"

    def version(self):
        return apsw.sqlite_lib_version()

    def load(self, graph):
        self.db = apsw.Connection(str(self.place.folder / "edges.sqlite"))
        self.run("PRAGMA page_size = 8192")
        self.run("PRAGMA journal_mode = OFF")
        self.run("PRAGMA synchronous = OFF")
        self.run("PRAGMA temp_store = MEMORY")
        self.run("PRAGMA cache_size = -4000000")
        self.run("CREATE TABLE edges (a INT, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID")
        insert = "INSERT INTO edges SELECT value >> 32, value & 0xFFFFFFFF FROM carray(:arcs)"
        arcs = graph.packed_arcs()
        if len(arcs):
            self.run(insert, {"arcs": apsw.carray(arcs)})
        self.run("PRAGMA analysis_limit = 1000")
        self.run("ANALYZE")

    def run(self, statement, values=None):
        return self.db.execute(statement, values).fetchall()

    def degrees(self, viewer, others):
        carray = apsw.carray(np.array(others, dtype=np.int64))
        rows = self.run(DEGREES, {"viewer": viewer, "others": carray})
        return [degree for (degree,) in rows]

    def mutuals(self, viewer, other):
        return self.run(MUTUALS, {"viewer": viewer, "other": other})[0][0]

    def second(self, viewer):
        return self.run(SECOND, {"viewer": viewer})[0][0]

    def distance(self, viewer, other):
        return self.run(DISTANCE, {"viewer": viewer, "other": other})[0][0]

    def suggestions(self, viewer):
        return self.run(SUGGESTIONS, {"viewer": viewer})

    def interrupt(self):
        self.db.interrupt()

    def disk(self):
        return size(self.place.folder)
