"""Small experiments as data that can be changed anywhere, with their files. A YAML reader reads JSON."""
import gzip
import json
import os
import random

ROWS = [(row * 7 % 13 / 13, row * 5 % 11 / 11) for row in range(48)]


def table(names=("a", "b", "c", "s", "k", "y"), cell=None):
    rows = [[a, b, "pq"[number % 2], a + b, "xyz"[number % 3], number % 2] for number, (a, b) in enumerate(ROWS)]
    if cell:
        rows[cell[0]][cell[1]] = cell[2]
    quoted = lambda value: '"' + str(value).replace('"', '""') + '"' if any(c in str(value) for c in ',"\n\r') else str(value)
    return "".join(",".join(map(quoted, row)) + "\n" for row in [names, *rows])


def arff(names=("a", "b", "s", "y")):
    quoted = lambda name: "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"
    head = "@relation r\n" + "".join(f"@attribute {quoted(name)} numeric\n" for name in names[:3]) + f"@attribute {quoted(names[3])} {{0,1}}\n@data\n"
    return head + "".join(f"{a},{b},{a + b},{number % 2}\n" for number, (a, b) in enumerate(ROWS))


def log():
    lines = ["case_id,activity,resource,timestamp"]
    for case in range(12):
        lines += [f"{case},{'ABC'[(case + event) % 3]},r{event},2014-10-{1 + case:02d} {8 + event}:15:41" for event in range(2 + case % 3)]
    return "\n".join(lines) + "\n"


TRAINING = {"epochs": 1, "batch": 16, "threads": 1, "learning-rate": 0.01, "optimizer": "adam"}

EXPERIMENTS = {
    "table": {
        "data": {"kind": "table", "files": {"train": "t.csv"}, "missing": ["?"], "inputs": {"numeric": ["a", "b"], "categorical": ["c"]},
                 "targets": [{"name": "s", "column": "s", "kind": "regression"}, {"column": "k", "kind": "classification"}, {"column": "y", "kind": "binary", "positive": "1"}],
                 "split": {"by": "random", "validation": 0.2, "test": 0.2, "seed": 1}},
        "network": {"trunk": "mlp", "hidden": [4], "dropout": 0.1, "heads": {"width": 3}},
        "balancing": {"method": "uw-so", "temperature": 3}, "training": TRAINING | {"schedule": {"kind": "step", "every": 1}, "early-stopping": 2},
        "comparison": {"methods": ["ew", {"method": "uw-so", "grid": {"temperature": {"from": 1, "to": 3, "step": 1, "refine": 0.5}}}], "seeds": 1, "jobs": 1},
        "search": {"learning-rates": [0.01], "weight-decays": [0], "prune": {"rule": "halving", "factor": 2}}},
    "arff": {
        "data": {"kind": "arff", "files": {"train": "t.arff"}, "targets": 2, "split": {"validation": 0.2, "test": 0.2}},
        "network": {"trunk": "mlp", "hidden": [4]}, "balancing": "pcgrad", "training": TRAINING},
    "event-log": {
        "data": {"kind": "event-log", "file": "log.csv", "protocol": "clean"},
        "network": {"trunk": "lstm", "hidden": 4}, "balancing": {"method": "dwa"}, "training": TRAINING},
    "scenes": {
        "data": {"kind": "scenes", "train": 8, "validation": 4, "test": 4, "height": 16, "width": 24, "seed": 0},
        "only": ["depth", "normals"], "network": {"trunk": "segnet", "widths": [4, 4]}, "balancing": {"method": "uw", "start": 0.1},
        "training": TRAINING | {"batch": 4, "augmentation": []}},
}


def write(folder):
    """The unchanged files of every experiment."""
    for name, text in [("t.csv", table()), ("t.arff", arff()), ("log.csv", log())]:
        with open(os.path.join(folder, name), "w", newline="") as file:
            file.write(text)
    with gzip.open(os.path.join(folder, "t.csv.gz"), "wt") as file:
        file.write(table())


def places(value, path=()):
    """Paths to every value below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    for key, item in items:
        yield path + (key,)
        yield from places(item, path + (key,))


def changed(experiment, path, value):
    copy = json.loads(json.dumps(experiment))
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return copy


def text(experiment, random=random):
    """YAML: JSON but for the numbers that JSON cannot write."""
    written = json.dumps(experiment, ensure_ascii=random.random() < 0.5)
    return written.replace("-Infinity", "-.inf").replace("Infinity", ".inf").replace("NaN", ".nan")
