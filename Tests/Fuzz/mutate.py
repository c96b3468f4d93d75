"""Runs the command with names, numbers and files that nobody expects, and looks for signals and hangs.

    python3 Tests/Fuzz/mutate.py --executable .build/release/equipoise --commands 20000 --seed 7

Every command should end by itself with a status from 0 to 127. What does not is kept, with its folder and command, below `--keep`.
"""
import argparse
import collections
import concurrent.futures
import glob
import json
import os
import random
import shlex
import shutil
import sys
import tempfile
import time

import experiments
import odd
from server import Server, build

CONFIGURED = [["data", "check"], ["data", "describe"], ["train", "--dry-run"], ["compare", "--dry-run"], ["tune", "--dry-run", "--yes"]]
INSPECTING = [["evaluate", "RUN"], ["evaluate", "RUN", "--split", "train", "--json"], ["predict", "RUN", "t.csv", "--output", "p.csv"], ["runs", "list"], ["runs", "list", "--json"],
              ["predict", "RUN", "t.csv", "--output", "p.csv", "--keep", "a,k", "--json"], ["importance", "RUN", "--repeats", "1"], ["train", "RUN", "--all-data", "--dry-run"],
              ["runs", "show", "RUN"], ["runs", "compare"], ["runs", "best", "--by", "validation.delta-m"], ["report", "runs/e"], ["report", "runs/e", "--split", "validation"],
              ["train", "e.yaml", "--resume"], ["compare", "e.yaml", "--jobs", "1"], ["runs", "rebuild"]]
OPTIONS = ["--seeds", "--jobs", "--budget", "--set", "--balancing", "--split", "--where", "--sort", "--columns", "--by", "--folder", "--shard", "--slurm", "--output", "--limit", "--blocks"]


class Mutator:
    """One worker: a folder, a program that is loaded once, and random changes."""

    def __init__(self, executable, library, root, number, seed, keep):
        self.random = random.Random(f"{seed}-{number}")
        self.folder, self.keep = os.path.join(root, str(number)), keep
        self.server = Server(executable, library)
        self.counts, self.found = collections.Counter(), []
        self.trained = os.path.join(root, f"trained-{number}")
        self.prepare()

    def prepare(self):
        """A comparison that is done, to damage its files."""
        os.makedirs(self.trained)
        experiments.write(self.trained)
        with open(os.path.join(self.trained, "e.yaml"), "w") as file:
            file.write(experiments.text(experiments.EXPERIMENTS["table"]))
        for words in (["train", "e.yaml"], ["compare", "e.yaml"]):
            status = self.server.run(words, self.trained, 120)
            if status != 0:
                with open(os.path.join(self.trained, "error")) as file:
                    raise SystemExit(f"{words} ended with {status}: {file.read()}")

    def command(self, words):
        status = self.server.run(words, self.folder)
        self.counts["commands"] += 1
        self.counts[f"status {status}"] += 1
        if status is not None and 0 <= status < 128:
            return
        with open(os.path.join(self.folder, "error"), errors="replace") as file:
            said = file.read()[-300:].strip()
        self.found.append(f"{'hangs' if status is None else status}: {shlex.join(words)[:300]}: {said}")
        print(self.found[-1], flush=True)
        place = os.path.join(self.keep, f"{len(self.found)}-{os.path.basename(self.folder)}")
        shutil.copytree(self.folder, place, symlinks=True, dirs_exist_ok=True)
        with open(os.path.join(place, "command"), "w", errors="surrogateescape") as file:
            file.write(shlex.join(words) + "\n" + said)

    def empty(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))

    def configured(self, experiment):
        """A few commands on an experiment; now and then a training."""
        self.write("e.yaml", experiments.text(experiment, self.random))
        for words in self.random.sample(CONFIGURED, 2):
            self.command([*words[:2 if words[0] == "data" else 1], "e.yaml", *words[2 if words[0] == "data" else 1:]])
        if self.random.random() < 0.4:
            self.command(["train", "e.yaml"])

    def values(self):
        """Any value of a configuration is another."""
        self.empty()
        experiments.write(self.folder)
        experiment = self.random.choice(list(experiments.EXPERIMENTS.values()))
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            path = self.random.choice(list(experiments.places(experiment)))
            experiment = experiments.changed(experiment, path, self.random.choice(odd.VALUES))
        # What may last is not what is looked for here.
        if isinstance(experiment.get("training"), dict) and isinstance(experiment["training"].get("epochs"), (int, float)) and experiment["training"]["epochs"] > 3:
            self.write("e.yaml", experiments.text(experiment, self.random))
            return self.command(["train", "e.yaml", "--dry-run"])
        self.configured(experiment)

    def names(self):
        """Columns, classes and cells have any name."""
        self.empty()
        experiments.write(self.folder)
        names = [self.random.choice(odd.NAMES) if self.random.random() < 0.4 else name for name in ("a", "b", "c", "s", "k", "y")]
        cell = (self.random.randrange(48), self.random.randrange(6), self.random.choice(odd.TEXTS)) if self.random.random() < 0.5 else None
        self.write("t.csv", experiments.table(names, cell))
        self.write("t.arff", experiments.arff([names[0], names[1], names[3], names[5]]))
        self.command(["init", "t.csv"] + (["--targets", ",".join(names[3:])] if self.random.random() < 0.7 else []))
        data = {"kind": "table", "files": {"train": "t.csv"}, "inputs": {"numeric": names[:2], "categorical": [names[2]]},
                "targets": [{"column": names[3], "kind": self.random.choice(["regression", "classification"])}, {"column": names[4], "kind": "classification"},
                            {"column": names[5], "kind": "binary", "positive": "1"}]}
        self.configured(experiments.EXPERIMENTS["arff"] if self.random.random() < 0.2 else experiments.EXPERIMENTS["table"] | {"data": data})
        for run in glob.glob(glob.escape(self.folder) + "/runs/e/*/result.json")[:1]:
            self.command(["evaluate", os.path.dirname(run)])
            self.command(["predict", os.path.dirname(run), "t.csv", "--output", "p.csv"])
            self.command(["runs", "list"])

    def data(self):
        """A file of data is damaged."""
        self.empty()
        experiments.write(self.folder)
        kind, name = self.random.choice([("table", "t.csv"), ("table", "t.csv.gz"), ("arff", "t.arff"), ("event-log", "log.csv")])
        with open(os.path.join(self.folder, name), "rb") as file:
            content = file.read()
        self.write(name, odd.bytes_changed(content, self.random))
        experiment = experiments.EXPERIMENTS[kind]
        if name.startswith("t.csv"):
            self.command(["init", name, "--targets", "s,k,y"])
        if name == "t.csv.gz":
            experiment = experiments.changed(experiment, ("data", "files", "train"), name)
        self.configured(experiment)

    def number_changed(self, content):
        """A document in which one value is another; None if an earlier change left nothing that can be read."""
        try:
            value = json.loads(content)
            place = self.random.choice(list(experiments.places(value)))
        except (ValueError, IndexError):
            return None
        return experiments.text(experiments.changed(value, place, self.random.choice(odd.VALUES)), self.random).encode("utf-8", "surrogatepass")

    def runs(self):
        """A file of a run is damaged, or one number in it is another."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.trained, self.folder)
        paths = [path for path in glob.glob(glob.escape(self.folder) + "/runs/**/*", recursive=True) if os.path.isfile(path)]
        for _ in range(self.random.choice([1, 1, 2])):
            path = self.random.choice(paths)
            with open(path, "rb") as file:
                content = file.read()
            changed = self.number_changed(content) if path.endswith(".json") and self.random.random() < 0.6 else None
            with open(path, "wb") as file:
                file.write(changed or odd.bytes_changed(content, self.random))
        run = os.path.dirname(self.random.choice(glob.glob(glob.escape(self.folder) + "/runs/e/*/config.yaml")))
        for words in self.random.sample(INSPECTING, 4):
            self.command([run if word == "RUN" else word for word in words])

    def options(self):
        """Any word of a command line is another."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.trained, self.folder)
        run = os.path.dirname(glob.glob(glob.escape(self.folder) + "/runs/e/*/config.yaml")[0])
        for _ in range(4):
            words = [run if word == "RUN" else word for word in self.random.choice(INSPECTING + [["train", "e.yaml", "--dry-run"], ["compare", "e.yaml", "--dry-run"], ["tune", "e.yaml", "--dry-run"],
                                                                                             ["describe", "uw-so"], ["describe", "data", "table"], ["init", "t.csv", "--targets", "s,k"], ["list", "methods"], ["verify", "e.yaml"], ["doctor"], ["data", "check", "e.yaml"]])]
            text = str(self.random.choice(odd.TEXTS))
            if self.random.random() < 0.6:
                option = self.random.choice(OPTIONS)
                words += [option, f"training.batch={text}" if option == "--set" and self.random.random() < 0.5 else text]
            else:
                words[self.random.randrange(1, len(words)) if len(words) > 1 else 0] = text
            self.command(words)

    def go(self, commands, end):
        kinds = [self.values, self.values, self.names, self.data, self.runs, self.options]
        while self.counts["commands"] < commands and time.time() < end:
            self.random.choice(kinds)()
        self.server.close()
        return self


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--executable", default=".build/release/equipoise")
    parser.add_argument("--commands", type=int, default=20000)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", default="mutated")
    options = parser.parse_args()
    root = tempfile.mkdtemp(prefix="equipoise-mutate-")
    library, executable, keep = build(root), os.path.abspath(options.executable), os.path.abspath(options.keep)
    began = time.time()
    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        mutators = [Mutator(executable, library, root, number, options.seed, keep) for number in range(options.workers)]
        done = list(pool.map(lambda one: one.go(options.commands / options.workers, began + options.seconds), mutators))
    counts = sum((one.counts for one in done), collections.Counter())
    found = [line for one in done for line in one.found]
    shutil.rmtree(root, ignore_errors=True)
    statuses = ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()) if name != "commands")
    print(f"seed {options.seed}: {counts['commands']} commands, {len(found)} signals and hangs, {time.time() - began:.0f} s; {statuses}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
