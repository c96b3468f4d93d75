"""Three jobs of a second or two, and ways to start, watch and end them."""
import dataclasses
import os
import shutil
import signal
import struct
import subprocess
import time

from folders import differences

COMPILER = shutil.which("cc") or "clang"
HERE = os.path.dirname(os.path.abspath(__file__))
COUNTERS = 4096 * 8
CALLS_AT, PROCESSES_AT, WHAT_AT = 0, 8, 12 + 4000 * 4

DATA = """data:
  kind: table
  files: {train: table.csv}
  targets: [{column: s, kind: regression}, {column: d, kind: regression}]
network: {trunk: mlp, hidden: [4], dropout: 0.1}
"""
TRAINING = "training: {epochs: %d, batch: 16, learning-rate: 1e-2, threads: 1, checkpoint-every: %d}\n"
YAML = {
    "train": "name: train\n" + DATA + TRAINING % (3, 6) + "balancing: famo\n",
    "compare": "name: compare\n" + DATA + TRAINING % (2, 3) + "comparison: {methods: [ew, pcgrad], seeds: 1, jobs: 2}\n",
    "tune": "name: tune\n" + DATA + TRAINING % (2, 3) + "comparison: {methods: [ew, {method: uw-so, grid: {temperature: [1, 5]}}], seeds: 1, jobs: 2}\n"
            "search: {learning-rates: [5e-3], weight-decays: [0]}\n",
}
WORDS = {"train": ["train", "train.yaml"], "compare": ["compare", "compare.yaml"], "tune": ["tune", "tune.yaml", "--yes"]}


@dataclasses.dataclass
class Ended:
    """How a process ended: its status, negative for a signal, or None where it had to be ended because it took too long."""
    status: int | None
    error: str

    @property
    def crashed(self):
        return self.status is not None and (self.status < 0 or self.status >= 128 and self.status not in (130, 143))

    @property
    def sentence(self):
        return (self.error.strip().split("\n") or [""])[-1][-300:]


class Job:
    """One of the jobs, with what an undisturbed run of it leaves, and `calls`, how many calls of that changed files.

    `folder` is the place of everything that it writes.
    """

    def __init__(self, name, executable, folder, library):
        self.name, self.executable, self.folder = name, executable, os.path.join(folder, name)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.write_inputs()
        self.reference = os.path.join(self.folder, "reference")
        shim = Shim(library, self.folder, self.reference)
        began = time.time()
        ended = self.run(self.reference, environment=shim.environment)
        self.seconds, self.calls = time.time() - began, shim.calls
        if ended.status != 0:
            raise SystemExit(f"{name}: the undisturbed run ended with {ended.status}: {ended.error}")

    def write_inputs(self):
        with open(os.path.join(self.folder, self.name + ".yaml"), "w") as file:
            file.write(YAML[self.name])
        rows = [(row * 7 % 13 / 13, row * 5 % 11 / 11) for row in range(60)]
        with open(os.path.join(self.folder, "table.csv"), "w") as file:
            file.write("a,b,s,d\n" + "".join(f"{a},{b},{a + b},{a - b}\n" for a, b in rows))

    def words(self, runs, again=False):
        resume = ["--resume"] if again and self.name == "train" else []
        return [self.executable] + WORDS[self.name] + resume + ["--set", f"output.folder={runs}"]

    def start(self, runs, again=False, environment=None, **popen):
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE} | popen
        variables = os.environ | {"OMP_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no"} | (environment or {})
        return subprocess.Popen(self.words(runs, again), cwd=self.folder, env=variables, start_new_session=True, **streams)

    def finish(self, process, seconds=120):
        """Waits; what takes longer is ended with everything that it started."""
        try:
            error = process.communicate(timeout=seconds)[1]
            return Ended(process.returncode, (error or b"").decode(errors="replace"))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            error = process.communicate()[1]
            return Ended(None, (error or b"").decode(errors="replace"))

    def run(self, runs, again=False, environment=None, seconds=120, **popen):
        return self.finish(self.start(runs, again, environment, **popen), seconds)

    def complete(self, runs, tries=4):
        """Lets a disturbed job go on to its end.

        Returns what is wrong with the outcome, empty where it is that of an undisturbed run.
        """
        for _ in range(tries):
            ended = self.run(runs, again=True)
            if ended.status == 0:
                return differences(self.reference, runs)
            time.sleep(0.2)
        return [f"lost: {'hangs' if ended.status is None else ended.status} {ended.sentence}"]


class Shim:
    """The preloaded library with the numbers that it shares with us."""

    def __init__(self, library, folder, runs):
        self.path = os.path.join(folder, "counters")
        with open(self.path, "wb") as file:
            file.write(bytes(COUNTERS))
        self.environment = {"LD_PRELOAD": library, "FAULT_COUNTERS": self.path, "FAULT_FOLDER": runs}

    def read(self):
        with open(self.path, "rb") as file:
            return file.read()

    @property
    def calls(self):
        return struct.unpack_from("<q", self.read(), CALLS_AT)[0]

    @property
    def what(self):
        return self.read()[WHAT_AT:WHAT_AT + 512].split(b"\0")[0].decode(errors="replace")

    @property
    def processes(self):
        data = self.read()
        count = struct.unpack_from("<i", data, PROCESSES_AT)[0]
        return struct.unpack_from(f"<{count}i", data, PROCESSES_AT + 4)


def build_shim(folder):
    library = os.path.join(folder, "shim.so")
    subprocess.run([COMPILER, "-O2", "-shared", "-fPIC", "-o", library, os.path.join(HERE, "shim.c"), "-ldl"], check=True)
    return library


def alive(process):
    """Whether a process is there and is no zombie."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
