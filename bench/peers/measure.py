"""Runs one program after the other, compares their answers with kith's and prints the tables:
`measure.py FOLDER`, where `run` has put `edges.bin` and `questions.json`."""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

import table
from compare import disagreement
from programs import ALL
from watch import Watch

HERE = Path(__file__).parent
# kith keeps the second degrees of the 256 viewers who asked last. Where fewer ask, all are there
# when kith's time is taken, and it is not the time of an answer.
LEAST = 512


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--only", default=",".join(ALL))
    arguments.add_argument("--check", action="store_true", help="only compare; show no times")
    arguments.add_argument("--questions", type=int, default=200, help="of each kind")
    arguments.add_argument("--limit", type=float, default=60, help="seconds for a kind")
    arguments.add_argument("--load-limit", type=float, default=720, help="seconds")
    arguments.add_argument("--memory-limit", type=float, default=14, help="GiB")
    arguments.add_argument("--postgres-port", type=int)
    arguments.add_argument("--postgres-pid", type=int)
    args = arguments.parse_args()
    names = args.only.split(",")
    if unknown := set(names).difference(ALL):
        raise SystemExit(f"no such program: {', '.join(sorted(unknown))}")
    network = json.loads((args.folder / "questions.json").read_text())
    if not args.check and any(len(asked) < LEAST for asked in network["questions"].values()):
        raise SystemExit(f"kith must be asked at least {LEAST} questions of a kind")
    questions = {kind: asked[: args.questions] for kind, asked in network["questions"].items()}

    peers, wrong = [], []
    try:
        for name in names:
            peer, failure = run(name, args, questions)
            if peer is not None:
                peers.append(peer)
                wrong += peer["wrong"]
            wrong += [failure] if failure else []
    except KeyboardInterrupt:
        # What has been measured is shown all the same.
        wrong.append("interrupted")
    if not args.check:
        print(f"{network['members']:,} members, {network['edges']:,} edges\n")
        print(table.answers(questions, peers), end="\n\n")
        print(table.loads(peers))
    if wrong:
        raise SystemExit(f"wrong: {wrong[0]}")
    counts = [len(times) for peer in peers for times in peer["us"].values()]
    print(f"\n{len(peers)} programs agree in {sum(counts):,} answers")


def run(name: str, args: argparse.Namespace, questions: dict) -> tuple[dict | None, str | None]:
    """What one program did, None if it has not loaded the graph; and whether it failed."""
    limits = [str(args.questions), str(args.limit)]
    command = [sys.executable, HERE / "ask.py", name, args.folder, *limits]
    if name == "postgresql":
        command += [f"--postgres-port={args.postgres_port}", f"--postgres-pid={args.postgres_pid}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        watch = Watch(process, args.load_limit, args.memory_limit)
        try:
            peer = read(process.stdout, watch, questions)
            process.wait()
        finally:
            watch.end()
            process.kill()
    shutil.rmtree(args.folder / name, ignore_errors=True)
    if watch.why:
        print(f"{name}: {watch.why}, ended", file=sys.stderr)
    failed = process.returncode != 0 and not watch.why
    return peer, f"{name} failed" if failed else None


def read(lines, watch: Watch, questions: dict) -> dict | None:
    """What `ask.py` says, with the first wrong answer."""
    peer = None
    for line in lines:
        said = json.loads(line)
        if peer is None:
            watch.loaded.set()
            peer = {"us": {}, "wrong": [], "resident": 0} | said
            print(f"{peer['title']}: loaded in {peer['load_s']:.1f} s", file=sys.stderr)
        elif "kind" in said:
            kind = said["kind"]
            peer["us"][kind] = said["us"]
            for answers in said["answers"], said["again"]:
                wrong = disagreement(peer["title"], kind, questions[kind], answers)
                peer["wrong"] += [wrong] if wrong else []
        else:
            peer |= said
    return peer


if __name__ == "__main__":
    main()
