"""Asks one program all questions, in a process of its own: `ask.py PROGRAM FOLDER QUESTIONS LIMIT`.

The folder holds `edges.bin` and `questions.json`; what the program writes goes to `FOLDER/PROGRAM`.
Lines of JSON come out: what was loaded, then each kind's answers."""

import argparse
import gc
import importlib
import json
import sys
import threading
import time
from pathlib import Path

from graph import Graph
from peer import Peer, Place


def ask(peer: Peer, kind: str, asked: list[dict], limit: float) -> tuple[list, list[float]]:
    """Answers, and microseconds each, until all are asked or the limit in seconds is over. A single
    question may take twice the limit; then it is interrupted and counts as not answered."""
    answer = getattr(peer, kind)
    answers, times = [], []
    end = time.perf_counter() + limit
    for question in asked:
        late = threading.Event()
        watch = threading.Timer(2 * limit, lambda: (late.set(), peer.interrupt()))
        watch.start()
        try:
            started = time.perf_counter()
            got = answer(question["viewer"], *others(kind, question["others"]))
            took = time.perf_counter() - started
        except Exception:
            if late.is_set():
                break
            raise
        finally:
            watch.cancel()
        answers.append(got)
        times.append(took * 1e6)
        if time.perf_counter() > end:
            break
    return answers, times


def others(kind: str, others: list[int]) -> list:
    """The arguments after the viewer."""
    return [others] if kind == "degrees" else others


def say(**what) -> None:
    print(json.dumps(what), flush=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("program")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("questions", type=int)
    arguments.add_argument("limit", type=float)
    arguments.add_argument("--postgres-port", type=int)
    arguments.add_argument("--postgres-pid", type=int)
    args = arguments.parse_args()
    own = args.folder / args.program
    own.mkdir()
    place = Place(own, args.postgres_port, args.postgres_pid)
    peer = importlib.import_module(f"programs.{args.program}").Program(place)
    graph = Graph.read(args.folder / "edges.bin")
    questions = json.loads((args.folder / "questions.json").read_text())["questions"]

    started = time.perf_counter()
    peer.load(graph)
    took = time.perf_counter() - started
    del graph
    gc.collect()
    say(title=peer.title, version=peer.version(), load_s=took, disk=peer.disk())
    for kind, asked in questions.items():
        asked = asked[: args.questions]
        # Once to compare and to fill what is kept, then for the time, as kith's own are taken.
        answers, first = ask(peer, kind, asked, args.limit / 2)
        again, times = ask(peer, kind, asked[: len(answers)], args.limit / 2)
        say(kind=kind, answers=answers, again=again, us=times or first)
        print(f"{args.program}: {kind}: {len(times or first)}", file=sys.stderr)
    say(resident=peer.resident())


if __name__ == "__main__":
    main()
