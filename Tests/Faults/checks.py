"""What can go wrong around a job, one function a kind. Each yields an `Attempt` for every try, for as long as somebody asks."""
import dataclasses
import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import time

from jobs import Shim, alive


@dataclasses.dataclass
class Attempt:
    what: str
    problems: list
    killed: bool = False


def fresh(job, number):
    """An empty place for one try: the folder of runs, and one beside it."""
    place = os.path.join(job.folder, f"try-{number}")
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    return place, os.path.join(place, "runs")


def outcome(ended):
    if ended.status is None:
        return ["hangs"]
    return [f"ends with {ended.status}: {ended.sentence}"] if ended.crashed else []


def at_calls(job, library, order, mode, error=0):
    """Each call that changes a file goes wrong once, in a random order."""
    numbers = list(range(job.calls))
    order.shuffle(numbers)
    for number in numbers:
        place, runs = fresh(job, f"{mode}-{number}")
        shim = Shim(library, place, runs)
        fault = {"FAULT_AT": str(number), "FAULT_MODE": mode, "FAULT_ERROR": str(error)}
        ended = job.run(runs, environment=shim.environment | fault)
        problems = [] if mode.startswith("kill") else outcome(ended)
        if ended.status is None:
            problems = ["hangs"]
        problems += left_behind(shim)
        different = job.complete(runs)
        # What could not be removed stays where the run is done: nothing reads it.
        problems += [line for line in different if mode != "error" or not line.endswith("is left over")]
        what = f"call {number} ({shim.what.replace(runs, '')})"
        shutil.rmtree(place, ignore_errors=True)
        yield Attempt(what, problems, mode.startswith("kill"))


def left_behind(shim, seconds=5):
    """Processes of the job that are still there a while after its first has ended."""
    end = time.time() + seconds
    while left := [process for process in shim.processes if alive(process)]:
        if time.time() > end:
            for process in left:
                os.kill(process, signal.SIGKILL)
            return [f"{len(left)} processes left behind"]
        time.sleep(0.02)
    return []


def kill_at_calls(job, library, order):
    """Every process of the job is killed."""
    yield from at_calls(job, library, order, "kill")


def kill_one_at_calls(job, library, order):
    """The process that makes the call is killed, or the job's first alone."""
    if job.name != "train":
        yield from at_calls(job, library, order, order.choice(["kill-self", "kill-first"]))


def errors_at_calls(job, library, order):
    """The call fails with EIO or because the disk is full."""
    yield from at_calls(job, library, order, "error", order.choice([errno.EIO, errno.ENOSPC]))


def signals_at_moments(job, library, order):
    """SIGKILL, SIGTERM and SIGINT at random moments, again and again until the job is done."""
    number = 0
    while True:
        number += 1
        place, runs = fresh(job, f"moment-{number}")
        for again in range(order.randint(1, 4)):
            shim = Shim(library, place, runs)
            process = job.start(runs, again > 0, environment=shim.environment)
            time.sleep(order.uniform(0.02, max(0.3, job.seconds)))
            name = order.choice(["SIGKILL", "SIGKILL", "SIGTERM", "SIGINT"])
            problems = []
            if process.poll() is None:
                os.kill(process.pid, getattr(signal, name))
                if job.finish(process, 30).status is None:
                    problems = [f"hangs after {name}"]
            else:
                job.finish(process)
            problems += left_behind(shim)
            if problems:
                break
            yield Attempt(name, [], killed=True)
        yield Attempt(f"{name}, then to the end", problems + job.complete(runs))
        shutil.rmtree(place, ignore_errors=True)


def small_disks(job, library, order):
    """A disk that fills up while the job writes; afterwards there is room again."""
    if os.geteuid() != 0:
        return
    size = int(subprocess.check_output(["du", "-sk", job.reference]).split()[0])
    while True:
        kilobytes = order.randint(4, max(size, 8))
        place, disk = fresh(job, f"disk-{kilobytes}")
        os.makedirs(disk)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", disk], stderr=subprocess.DEVNULL)
        if mounted.returncode != 0:
            return
        try:
            runs = os.path.join(disk, "runs")
            problems = outcome(job.run(runs))
            subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
            problems += job.complete(runs)
        finally:
            subprocess.run(["umount", "-l", disk], check=True)
        shutil.rmtree(place, ignore_errors=True)
        yield Attempt(f"a disk of {kilobytes} kB", problems)


def closed_descriptors(job, library, order):
    """Standard descriptors that are closed, or lead to a full disk."""
    closings = ["0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-", "2>/dev/full", "1>/dev/full 2>/dev/full"]
    for closing in order.sample(closings, len(closings)):
        place, runs = fresh(job, "closed")
        words = " ".join(f"'{word}'" for word in job.words(runs))
        process = subprocess.Popen(["bash", "-c", f"exec {words} {closing}"], cwd=job.folder, start_new_session=True,
                                   env=os.environ | {"OMP_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no"},
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ended = job.finish(process)
        problems = outcome(ended) + job.complete(runs)
        shutil.rmtree(place, ignore_errors=True)
        yield Attempt(closing, problems)


def few_descriptors(job, library, order):
    """A limit on open files."""
    for limit in order.sample([8, 12, 16, 20, 24, 28, 32, 48, 64], 9):
        place, runs = fresh(job, f"files-{limit}")
        ended = job.run(runs, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)))
        # The dynamic loader itself needs some: it ends with 127.
        problems = [] if ended.status == 127 else outcome(ended)
        problems += job.complete(runs)
        shutil.rmtree(place, ignore_errors=True)
        yield Attempt(f"{limit} descriptors", problems)


def failing_threads(job, library, order):
    """Threads that cannot start, from the first, the second, … on."""
    for first in order.sample(range(6), 6):
        place, runs = fresh(job, f"threads-{first}")
        shim = Shim(library, place, runs)
        ended = job.run(runs, environment=shim.environment | {"FAULT_THREADS": str(first)}, seconds=60)
        problems = (outcome(ended) + left_behind(shim) + job.complete(runs))
        shutil.rmtree(place, ignore_errors=True)
        yield Attempt(f"no thread after {first}", problems)


ALL = [kill_at_calls, kill_one_at_calls, errors_at_calls, signals_at_moments, small_disks, closed_descriptors, few_descriptors, failing_threads]
