"""A search on a real Slurm of one node with two processors: four jobs of an array, one processor each, of which two can run at once.

    python3 Tests/Workers/slurm.py --executable .build/release/equipoise

Shows that no job starves another, that jobs which are killed lose nothing, and that the search ends sooner than its two parts one after the other
(`tune --shard`). Slurm comes from Debian's packages, unpacked into a temporary folder: nothing is installed. Ends with 0 where all holds, and where there
is no such package to be had, which it says.
"""
import argparse
import glob
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PACKAGES = ["libhwloc15", "liblua5.1-0", "libmunge2", "slurm-wlm-basic-plugins", "slurm-client", "slurmd", "slurmctld"]

CONFIGURATION = """ClusterName=one
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
PluginDir={root}/usr/lib/{triplet}/slurm-wlm
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SwitchType=switch/none
ReturnToService=2
SchedulerParameters=sched_interval=1
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""

EXPERIMENT = """name: shared
data:
  kind: table
  files: {{train: table.csv}}
  targets:
    - {{name: sum, column: s, kind: regression}}
    - {{name: difference, column: d, kind: regression}}
network: {{trunk: mlp, hidden: [8]}}
training: {{epochs: {epochs}, batch: 16, learning-rate: 1e-2, threads: 1}}
search: {{learning-rates: [1e-2, 3e-2], weight-decays: [0, 1e-3]}}
comparison: {{methods: [ew, uw-o], seeds: 2, jobs: 1}}
output: {{folder: runs}}
"""


class Missing(Exception):
    """What this machine lacks."""


class Slurm:
    """A Slurm of one node."""

    def __init__(self, folder):
        if os.geteuid() != 0 or not shutil.which("apt-get") or not shutil.which("dpkg"):
            raise Missing("needs Debian's `apt-get` and `dpkg`, as root")
        root = os.path.join(folder, "root")
        os.makedirs(root)
        got = subprocess.run(["apt-get", "download", *PACKAGES], cwd=folder, capture_output=True, text=True)
        if got.returncode != 0:
            raise Missing("the packages cannot be had: " + got.stderr.strip().splitlines()[-1])
        for package in glob.glob(os.path.join(folder, "*.deb")):
            subprocess.run(["dpkg", "-x", package, root], check=True)
        triplet = os.path.basename(os.path.dirname(glob.glob(f"{root}/usr/lib/*/slurm-wlm")[0]))
        for name in ("state", "spool"):
            os.makedirs(os.path.join(folder, name))
        with open(os.path.join(folder, "slurm.conf"), "w") as file:
            file.write(CONFIGURATION.format(host=socket.gethostname(), root=root, triplet=triplet, folder=folder, ports=free_ports(2)))
        with open(os.path.join(folder, "cgroup.conf"), "w") as file:
            file.write("CgroupPlugin=cgroup/v1\n")
        self.bin = f"{root}/usr/bin"
        self.environment = os.environ | {"SLURM_CONF": f"{folder}/slurm.conf", "LD_LIBRARY_PATH": f"{root}/usr/lib/{triplet}:{root}/usr/lib/{triplet}/slurm-wlm"}
        sbin = f"{root}/usr/sbin"
        self.daemons = [self.start(f"{sbin}/slurmctld-wlm", "-D"), self.start(f"{sbin}/slurmd-wlm", "-D", "-d", f"{sbin}/slurmstepd-wlm")]
        if not waited(lambda: "idle" in self("sinfo", "-h", "-o", "%T"), 60):
            raise Missing("Slurm's node does not become idle")

    def start(self, *words):
        return subprocess.Popen(words, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def __call__(self, name, *words, **options):
        return subprocess.run([f"{self.bin}/{name}", *words], env=self.environment, capture_output=True, text=True, **options).stdout

    def stop(self):
        self("scancel", "--signal=KILL", "--full", "--user=root")
        for daemon in self.daemons:
            daemon.send_signal(signal.SIGTERM)
        for daemon in self.daemons:
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def waited(condition, seconds, pause=0.5):
    end = time.time() + seconds
    while time.time() < end:
        if condition():
            return True
        time.sleep(pause)
    return False


def experiment(folder, epochs):
    os.makedirs(folder)
    rows = ["a,b,s,d"]
    for row in range(240):
        a, b = row * 7 % 13 / 13, row * 5 % 11 / 11
        rows.append(f"{a},{b},{a + b},{a - b}")
    for name, text in (("table.csv", "\n".join(rows) + "\n"), ("shared.yaml", EXPERIMENT.format(epochs=epochs))):
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)
    return folder


def left(folder):
    """What the runs of a search are, without times: figures, roles and weights."""
    found = {}
    for path in glob.glob(f"{folder}/runs/shared/*/result.json"):
        with open(path) as file:
            result = json.load(file)
        with open(os.path.join(os.path.dirname(path), "checkpoints/best/model.safetensors"), "rb") as file:
            weights = file.read()
        found[result["cell"]] = (result["label"], result["role"], result["seed"], result["steps"], json.dumps(result["metrics"], sort_keys=True), weights)
    return found


def parts_in_turn(executable, folder):
    """The two parts of a search one after the other, as often as they wait for each other."""
    start = time.time()
    statuses = [75, 75]
    while 75 in statuses:
        for part in (1, 2):
            statuses[part - 1] = subprocess.run([executable, "tune", "shared.yaml", "--shard", f"{part}/2"], cwd=folder, capture_output=True).returncode
            if statuses[part - 1] not in (0, 75):
                sys.exit(f"part {part} ended with status {statuses[part - 1]}")
    return time.time() - start


def array(slurm, executable, folder, kills, limit):
    """The jobs that `tune --slurm 4` asks for. Of those that run, some are killed."""
    script = subprocess.run([executable, "tune", "shared.yaml", "--slurm", "4"], cwd=folder, capture_output=True, text=True)
    if script.returncode != 0:
        sys.exit("no script: " + script.stderr)
    with open(os.path.join(folder, "search.sh"), "w") as file:
        file.write(script.stdout)
    start = time.time()
    slurm("sbatch", "search.sh", cwd=folder)
    most, killed = 0, 0
    while jobs := slurm("squeue", "-h", "-r", "-o", "%A %T").split("\n")[:-1]:
        running = [job.split()[0] for job in jobs if job.endswith("RUNNING")]
        most = max(most, len(running))
        if time.time() - start > limit:
            sys.exit(f"the jobs have not ended after {limit} s:\n" + "\n".join(jobs))
        if killed < kills and len(running) > 1 and time.time() - start > 3 * (killed + 1):
            slurm("scancel", "--signal=KILL", "--full", random.choice(running))
            killed += 1
        time.sleep(0.3)
    return time.time() - start, most, killed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--executable", default=".build/release/equipoise")
    parser.add_argument("--epochs", type=int, default=400, help="of every training")
    parser.add_argument("--limit", type=float, default=600, help="seconds after which a search counts as one without end")
    options = parser.parse_args()
    executable = os.path.abspath(options.executable)
    folder = tempfile.mkdtemp(prefix="equipoise-slurm-")
    slurm = None
    try:
        slurm = Slurm(os.path.join(folder, "slurm"))
        parts, quiet, killed = (experiment(os.path.join(folder, name), options.epochs) for name in ("parts", "quiet", "killed"))
        alone = parts_in_turn(executable, parts)
        together, most, _ = array(slurm, executable, quiet, kills=0, limit=options.limit)
        disturbed, _, kills = array(slurm, executable, killed, kills=2, limit=options.limit)
        # Of four jobs two are left, which may end before the other two are killed.
        subprocess.run([executable, "work", "runs"], cwd=killed, capture_output=True)
        whole = left(parts)
        print(f"{len(whole)} trainings: two parts in turn {alone:.1f} s, four jobs of which {most} ran at once {together:.1f} s ({alone / together:.2f} times as fast), "
              f"with {kills} jobs killed {disturbed:.1f} s")
        wrong = [name for name, other in (("four jobs", quiet), ("killed jobs", killed)) if left(other) != whole]
        wrong += ["no report of " + name for name, other in (("four jobs", quiet), ("killed jobs", killed)) if not os.path.exists(f"{other}/runs/shared/report.html")]
        if together >= alone:
            wrong.append("four jobs took longer than the parts in turn")
        if most != 2:
            wrong.append(f"{most} jobs at once, where there are two processors")
        if wrong:
            sys.exit("different: " + ", ".join(wrong))
    except Missing as missing:
        print(f"skipped: {missing}")
    finally:
        if slurm:
            slurm.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
