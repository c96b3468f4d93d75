"""A program that is loaded once and run many times; see fork_server.c."""
import os
import select
import shutil
import signal
import struct
import subprocess

COMPILER = shutil.which("cc") or "clang"
HERE = os.path.dirname(os.path.abspath(__file__))
REQUESTS, ANSWERS = 198, 199


def build(folder):
    library = os.path.join(folder, "fork_server.so")
    subprocess.run([COMPILER, "-O2", "-shared", "-fPIC", "-o", library, os.path.join(HERE, "fork_server.c"), "-ldl"], check=True)
    return library


class Server:
    def __init__(self, executable, library):
        self.executable = executable
        requests, self.requests = os.pipe()
        self.answers, answers = os.pipe()

        os.dup2(requests, REQUESTS)
        os.dup2(answers, ANSWERS)
        variables = os.environ | {"LD_PRELOAD": library, "OMP_NUM_THREADS": "1", "SWIFT_BACKTRACE": "enable=no"}
        self.process = subprocess.Popen([executable], env=variables, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(REQUESTS, ANSWERS),
                                        start_new_session=True)
        for descriptor in (requests, answers, REQUESTS, ANSWERS):
            os.close(descriptor)

    def answer(self, seconds):
        if not select.select([self.answers], [], [], seconds)[0]:
            return None
        data = os.read(self.answers, 4)
        if len(data) < 4:
            raise SystemExit(f"{self.executable} does not answer")
        return struct.unpack("<i", data)[0]

    def run(self, words, folder, seconds=30):
        """The status of a command, negative for a signal, None where it had to be ended."""
        parts = [os.fsencode(text).replace(b"\0", b"") for text in [folder, self.executable, *words]]
        request = b"".join(part + b"\0" for part in parts)
        os.write(self.requests, struct.pack("<I", len(request)))
        os.write(self.requests, request)
        child = self.answer(60)
        status = self.answer(seconds)
        if status is None:
            os.kill(child, signal.SIGKILL)
            self.answer(60)
        return status

    def close(self):
        os.close(self.requests)
        self.process.wait()
