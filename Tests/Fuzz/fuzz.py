"""Runs each reader's harness under libFuzzer for some seconds, from the seeds of corpus.py.

    make fuzz                                       # builds, then this, and the mutator of mutate.py
    python3 Tests/Fuzz/fuzz.py --seconds 60 csv png

The library with the harnesses comes from `EQUIPOISE_FUZZ=1 swift build -c release --scratch-path .build-fuzz --product Fuzz`. What crashes, hangs or
takes too much memory is kept below `--keep`. Ends with 0 where nothing did.
"""
import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import corpus
import experiments

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "..", ".."))
BUILT = os.path.join(ROOT, ".build-fuzz", "release")

WORDS = ["1e999", "1e308", "9223372036854775807", "-1", "0", "null", "NaN", "[", "]", "{", "}", ": ", "&a ", "*a", "? ", "!!map ", "@data", "@attribute", "numeric", "{0,1}", "?",
         "\\x1f\\x8b", "\\xef\\xbb\\xbf", "<label name=", "2014-10-22 11:15:41", "+02:00", "\\xcc\\x81", "\\xd8\\x80", "shape", "data", "steps", "epoch", "seconds"]


def link(folder):
    """libFuzzer's `main`, with the harnesses."""
    program, source = os.path.join(folder, "fuzz"), os.path.join(folder, "start.swift")
    with open(source, "w") as file:
        file.write("// libFuzzer brings `main`.\n")
    subprocess.run(["swiftc", "-sanitize=fuzzer", "-parse-as-library", "-o", program, source, "-L", BUILT, "-lFuzz", "-Xlinker", "-rpath", "-Xlinker", BUILT], check=True)
    return program


def fuzz(program, name, folder, keep, seconds):
    work, found = os.path.join(folder, "work", name), os.path.join(keep, name)
    files = os.path.join(folder, "files", name)
    for place in (work, found, files):
        os.makedirs(place, exist_ok=True)
    longest = 20000 if name in ("png", "jpeg") else 8192
    words = [program, "-fork=1", "-ignore_crashes=1", "-ignore_timeouts=1", "-ignore_ooms=1", "-timeout=10", "-rss_limit_mb=2500", "-malloc_limit_mb=2500", f"-max_total_time={seconds}",
             f"-max_len={longest}", f"-artifact_prefix={found}/", f"-dict={folder}/words", work, os.path.join(folder, "seeds", name)]
    environment = os.environ | {"FUZZ": name, "FUZZ_FOLDER": files, "SWIFT_BACKTRACE": "enable=no", "OMP_NUM_THREADS": "1"}
    ended = subprocess.run(words, env=environment, cwd=files, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = ended.stdout.decode(errors="replace")
    lines = re.findall(r"#(\d+): cov: (\d+) ft: (\d+)", text)
    shutil.rmtree(files, ignore_errors=True)
    kept = sorted(os.listdir(found))
    if not kept:
        os.rmdir(found)
    if not lines:
        return name, 0, (0, 0), [text[-500:]]
    return name, int(lines[-1][0]), (int(lines[0][1]), int(lines[-1][1])), kept


def runs(folder, executable):
    """A comparison, for the seeds of readers of runs."""
    experiments.write(folder)
    with open(os.path.join(folder, "e.yaml"), "w") as file:
        file.write(experiments.text(experiments.EXPERIMENTS["table"]))
    subprocess.run([executable, "compare", "e.yaml"], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.path.join(folder, "runs")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("harnesses", nargs="*")
    parser.add_argument("--seconds", type=int, default=60, help="for each harness")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--executable", default=os.path.join(ROOT, ".build", "release", "equipoise"))
    parser.add_argument("--keep", default="fuzzed")
    options = parser.parse_args()
    keep, began = os.path.abspath(options.keep), time.time()
    with tempfile.TemporaryDirectory(prefix="equipoise-fuzz-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        program = link(folder)
        seeds = corpus.seeds() | corpus.of_runs(runs(folder, options.executable))
        corpus.write(os.path.join(folder, "seeds"), seeds)
        with open(os.path.join(folder, "words"), "w") as file:
            file.writelines(f'w{number}="{word}"\n' for number, word in enumerate(WORDS))
        names = options.harnesses or sorted(seeds)
        executions, found = 0, []
        with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
            for name, count, edges, kept in pool.map(lambda name: fuzz(program, name, folder, keep, options.seconds), names):
                executions += count
                found += [f"{name}: {item}" for item in kept]
                print(f"{name}: {count / 1e6:.2f} million executions, edges {edges[0]} → {edges[1]}, {len(kept)} found", flush=True)
    for line in found:
        print(line)
    print(f"{len(names)} harnesses, {executions / 1e6:.1f} million executions, {len(found)} found, {time.time() - began:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
