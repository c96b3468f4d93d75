"""Disturbs trainings, comparisons and searches in every way of `checks.py`, lets them go on, and compares what they wrote, byte for byte but for
times, with undisturbed ones.

    python3 Tests/Faults/check.py --executable .build/release/equipoise --seconds 120 --seed 7
    python3 Tests/Faults/check.py --executable .build/release/equipoise --whole

Ends with 0 where nothing was lost, different, left behind, hung or crashed. Needs a C compiler; small disks need root.
"""
import argparse
import collections
import concurrent.futures
import os
import random
import shutil
import sys
import tempfile
import threading
import time

import checks
from jobs import YAML, Job, build_shim

MOST_SHOWN = 20


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--executable", default=".build/release/equipoise")
    parser.add_argument("--seconds", type=float, default=120, help="for all checks together, each job having its share")
    parser.add_argument("--whole", action="store_true", help="every call of every job; takes hours")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="chooses the sample")
    parser.add_argument("--workers", type=int, default=2, help="disturbed at once")
    parser.add_argument("--jobs", default=",".join(YAML))
    parser.add_argument("--checks", default=",".join(check.__name__ for check in checks.ALL))
    return parser.parse_args()


def tried(check, job, library, seed, seconds):
    """Runs one check on one job for so long.

    Returns attempts, kills and problems.
    """
    end = time.time() + seconds
    counts = collections.Counter()
    problems = []
    for attempt in check(job, library, random.Random(f"{seed}{check.__name__}{job.name}")):
        counts["tried"] += 1
        counts["kills"] += attempt.killed
        problems += [f"{check.__name__}, {job.name}, {attempt.what}: {problem}" for problem in attempt.problems[:3]]
        if time.time() > end:
            break
    return counts, problems


def main():
    options = arguments()
    root = tempfile.mkdtemp(prefix="equipoise-faults-")
    library = build_shim(root)
    jobs = {name: Job(name, os.path.abspath(options.executable), root, library) for name in options.jobs.split(",")}
    chosen = [check for check in checks.ALL if check.__name__ in options.checks.split(",")]
    pairs = [(check, job) for check in chosen for job in jobs.values()]
    share = 3600.0 if options.whole else options.seconds * options.workers / len(pairs)
    total, problems, printing = collections.Counter(), [], threading.Lock()
    began = time.time()

    def run(pair):
        check, job = pair
        counts, found = tried(check, job, library, options.seed, share)
        with printing:
            total.update(counts)
            problems.extend(found)
            print(f"{check.__name__}, {job.name}: {counts['tried']} tried, {len(found)} problems", flush=True)
            for problem in found[:MOST_SHOWN]:
                print(f"  {problem}", flush=True)

    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        for outcome in [pool.submit(run, pair) for pair in pairs]:
            outcome.result()
    print(f"seed {options.seed}: {total['tried']} tried, {total['kills']} of them kills, {len(problems)} problems, {time.time() - began:.0f} s")
    if not problems:
        shutil.rmtree(root, ignore_errors=True)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
