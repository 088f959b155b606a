"""Writes a small graph with everything that kith's questions hardly ever meet, and the answers of a
search that is easy to believe: `odd.py FOLDER`. A path longer than six steps, members without
neighbours or without a way to the others, questions about oneself, targets that come twice."""

import json
import sys
from pathlib import Path

import numpy as np

from peer import STEPS, SUGGESTIONS

MEMBERS = 50


def main() -> None:
    folder = Path(sys.argv[1])
    edges = made()
    neighbours = [{a + b - v for a, b in edges if v in (a, b)} for v in range(MEMBERS)]
    steps = [search(neighbours, v) for v in range(MEMBERS)]
    everybody = list(range(MEMBERS))
    pairs = [(v, other) for v in everybody for other in everybody]
    shared = {(v, w): len(neighbours[v] & neighbours[w]) for v, w in pairs}

    def suggestions(v):
        strangers = [w for w in everybody if w not in neighbours[v] | {v} and shared[v, w]]
        strangers.sort(key=lambda w: (-shared[v, w], w))
        return [[w, shared[v, w]] for w in strangers[:SUGGESTIONS]]

    def degrees(v, others):
        return [min(steps[v].get(other, 4), 4) for other in others]

    twice = everybody + everybody[::-3]
    questions = {
        "degrees": [asked(v, twice, degrees(v, twice)) for v in everybody],
        "distance": [asked(v, [w], steps[v].get(w)) for v, w in pairs],
        "mutuals": [asked(v, [w], shared[v, w] if v != w else 0) for v, w in pairs],
        "second": [asked(v, [], list(steps[v].values()).count(2)) for v in everybody],
        "suggestions": [asked(v, [], suggestions(v)) for v in everybody],
    }
    with (folder / "edges.bin").open("wb") as file:
        np.array([MEMBERS], "<u4").tofile(file)
        np.array([len(edges)], "<u8").tofile(file)
        np.array(edges, "<u4").tofile(file)
    network = {"members": MEMBERS, "edges": len(edges), "questions": questions}
    (folder / "questions.json").write_text(json.dumps(network))


def made() -> list[tuple[int, int]]:
    """14 who know each other or not, a path of nine steps from one of them, a pair apart, a star with
    more than are suggested at once, and the last two alone."""
    edges = {(a, b) for a in range(14) for b in range(a + 1, 14) if (a * 7 + b * 11) % 5 < 2}
    edges |= {(v, v + 1) for v in range(13, 22)}
    edges |= {(23, 24)}
    edges |= {(25, v) for v in range(26, 48)}
    return sorted(edges)


def search(neighbours: list[set[int]], start: int) -> dict[int, int]:
    """Steps to everybody who is at most six away."""
    steps, front = {start: 0}, [start]
    for depth in range(1, STEPS + 1):
        front = {w for v in front for w in neighbours[v] if w not in steps}
        steps |= dict.fromkeys(front, depth)
    return steps


def asked(viewer: int, others: list[int], answer) -> dict:
    return {"viewer": viewer, "others": others, "answer": answer, "kith_us": 1.0}


if __name__ == "__main__":
    main()
