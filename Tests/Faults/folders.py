"""What two folders of runs differ in, apart from times and what only the work in progress needs."""
import csv
import io
import json
import os
import re

# A state's own checksum covers its times; those of the files beside it are compared.
TIMES = {"seconds", "epochSeconds", "date", "secondsToBest", "bestSeconds", "command", "checksum"}
RECORDS = ("result.json", "state.json", "experiment.json", "search.json", "job.json")
IN_PROGRESS = ("lock", "index.sqlite", "index.sqlite-wal", "index.sqlite-shm", "index.sqlite-journal")


def without_times(value):
    if isinstance(value, dict):
        return {key: without_times(item) for key, item in value.items() if key not in TIMES and "econds" not in key}
    if isinstance(value, list):
        return [without_times(item) for item in value]
    return value


def content(path):
    """What has to be equal of a file; None where it only has to be there."""
    name = os.path.basename(path)
    with open(path, "rb") as file:
        data = file.read()
    if name in RECORDS:
        return json.dumps(without_times(json.loads(data)), sort_keys=True)
    if name == "metrics.jsonl":
        return [json.dumps(without_times(json.loads(line)), sort_keys=True) for line in data.splitlines()]
    if name == "config.yaml":
        return [line for line in data.splitlines() if b"folder:" not in line]
    if name.endswith((".safetensors", ".npy")):
        return data
    if name.startswith("events.out.tfevents"):
        return len(data) > 0
    if name in ("seeds.csv", "pairs.csv"):
        rows = list(csv.reader(io.StringIO(data.decode())))
        timed = {i for i, title in enumerate(rows[0]) if "second" in title.lower() or "time" in title.lower()}
        return [[cell for i, cell in enumerate(row) if i not in timed] for row in rows]
    return None


def files(root):
    """Paths below a folder, under names that do not hold a process or a moment."""
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            if name not in IN_PROGRESS:
                path = os.path.join(folder, name)
                key = re.sub(r"events\.out\.tfevents\.[^/]*", "events.out.tfevents", os.path.relpath(path, root))
                found.setdefault(key, []).append(path)
    return found


def differences(reference, other):
    """Sentences, none where nothing is different."""
    wanted, there = files(reference), files(other)
    found = [f"{key} is missing" for key in sorted(wanted.keys() - there.keys())]
    found += [f"{key} is left over" for key in sorted(there.keys() - wanted.keys())]
    for key in sorted(wanted.keys() & there.keys()):
        if len(wanted[key]) != len(there[key]):
            found.append(f"{len(there[key])} files {key}, not {len(wanted[key])}")
            continue
        try:
            if content(wanted[key][0]) != content(there[key][0]):
                found.append(f"{key} has other content")
        except (ValueError, OSError) as error:
            found.append(f"{key} cannot be read: {error}")
    return found
