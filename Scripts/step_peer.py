"""PyTorch's training steps on the models of `equipoise bench`, and TorchJD's, commanded line by line.

usage: python step_peer.py MODEL THREADS

Answers `ready VERSION PARAMETERS 0`, then to each line of standard input with one line of numbers:

* `step N METHOD PRECISION [SCOPE STORAGE]` makes N steps and gives the seconds of each. METHOD is `ew`, the sum of the losses,
  or one of TorchJD's; the peer always does its default loop in float32, whatever the precision and the storage.
* `prepare OPTIONS PRECISION SECONDS` builds the model again, with the same numbers, for a loop with these options, and makes
  its first steps within SECONDS. OPTIONS is `default`, or some of `channels_last`, `fused` and `compile` with `+` between;
  PRECISION is `fp32`, or `bf16` for autocast. The answer is the loss of its first step, which has to be the default loop's.
* `loop N OPTIONS PRECISION` makes N steps of a prepared loop and gives the seconds of each.
* `has METHOD` gives 1 where TorchJD is installed and has the method, else 0; `torchjd` its version, 0 where it is not there.
* `weigh METHOD SECONDS g11 g12 … gKK` gives the seconds of one call of TorchJD's weighting on this Gramian, the median of
  those made in about SECONDS, and then the K weights.
* `rate` gives the operations a second of a 2048×2048 product, `dispatch` the seconds of adding two 4×4 tensors, `memory` the
  largest memory so far in bytes, and `quit` ends.

Where a method fails, the answer is nan, and the reason goes to standard error.
"""
import math
import os
import signal
import sys
import time
import warnings

# A compilation stays in this process: nothing of it is left to disturb the steps when its time is over.
os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")

import torch
import torch.nn as nn
import torch.nn.functional as F


# The relative difference of a loop's first loss from the default loop's that rounding explains.
LOSS_TOLERANCE = {"fp32": 1e-3, "bf16": 2e-2}


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(21, 64)
        self.second = nn.Linear(64, 64)

    def forward(self, x):
        return F.relu(self.second(F.relu(self.first(x))))


class LeNet(nn.Module):
    """Pools before the activation, as ours does: the same values from a quarter of the elements."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc = nn.Linear(20 * 6 * 6, 50)

    def forward(self, x):
        h = F.relu(F.max_pool2d(self.conv1(x), 2))
        h = F.relu(F.max_pool2d(self.conv2(h), 2))
        return F.relu(self.fc(h.flatten(1)))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + shortcut)


def resnet18():
    blocks = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    for inputs, outputs, stride in ((64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)):
        blocks += [BasicBlock(inputs, outputs, stride), BasicBlock(outputs, outputs, 1)]
    return nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten())


def unit(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 3, 1, 1), nn.BatchNorm2d(outputs), nn.ReLU()]


class SegNet(nn.Module):
    def __init__(self, widths=(32, 64, 128, 256)):
        super().__init__()
        self.encoder, self.decoder = nn.ModuleList(), nn.ModuleList()
        inputs = 3
        for width in widths:
            self.encoder.append(nn.Sequential(*unit(inputs, width), *unit(width, width)))
            inputs = width
        for b in reversed(range(len(widths))):
            narrow = widths[max(b - 1, 0)]
            self.decoder.append(nn.Sequential(*unit(widths[b], widths[b]), *unit(widths[b], narrow)))

    def forward(self, x):
        places = []
        for block in self.encoder:
            x, indices = F.max_pool2d(block(x), 2, return_indices=True)
            places.append(indices)
        for block in self.decoder:
            x = block(F.max_unpool2d(x, places.pop(), 2))
        return x


def problem(name):
    """Trunk, heads, input, and a loss of each head's output."""
    if name == "mlp":
        targets = [torch.randn(256, 1) for _ in range(7)]
        losses = [lambda o, y=y: F.mse_loss(o, y) for y in targets]
        return MLP(), [nn.Linear(64, 1) for _ in targets], torch.randn(256, 21), losses
    if name == "lenet":
        targets = [torch.randint(0, 10, (256,)) for _ in range(2)]
        heads = [nn.Sequential(nn.Linear(50, 50), nn.ReLU(), nn.Linear(50, 10)) for _ in targets]
        return LeNet(), heads, torch.randn(256, 1, 36, 36), [lambda o, y=y: F.cross_entropy(o, y) for y in targets]
    if name == "resnet18":
        targets = [torch.randint(0, 2, (64, 1)).float() for _ in range(40)]
        losses = [lambda o, y=y: F.binary_cross_entropy_with_logits(o, y) for y in targets]
        return resnet18(), [nn.Linear(512, 1) for _ in targets], torch.randn(64, 3, 64, 64), losses
    if name == "segnet":
        classes, depth = torch.randint(0, 13, (8, 96, 128)), torch.rand(8, 1, 96, 128)
        normals = F.normalize(torch.randn(8, 3, 96, 128), dim=1)
        heads = [nn.Sequential(nn.Conv2d(32, 32, 3, 1, 1), nn.Conv2d(32, c, 1)) for c in (13, 1, 3)]
        losses = [
            lambda o: F.cross_entropy(o, classes),
            lambda o: F.l1_loss(o, depth),
            lambda o: 1 - F.cosine_similarity(o, normals).mean(),
        ]
        return SegNet(), heads, torch.randn(8, 3, 96, 128), losses
    raise SystemExit(f"the model should be mlp, lenet, segnet or resnet18. Found {name}.")


def training_loop(trunk, heads, x, losses, options=(), bf16=False):
    """The sum of the losses, the optimizer, and a step with equal weights; PyTorch's default loop without options."""
    model = nn.ModuleList([trunk, *heads])
    if "channels_last" in options:
        model.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), 1e-4, fused=True if "fused" in options else None)

    def default_sum():
        z = trunk(x)
        return sum(loss(head(z)) for loss, head in zip(losses, heads))

    def autocast_sum():
        with torch.autocast("cpu", torch.bfloat16):
            z = trunk(x)
            outputs = [head(z) for head in heads]
        return sum(loss(output.float()) for loss, output in zip(losses, outputs))

    loss_sum = autocast_sum if bf16 else default_sum
    if "compile" in options:
        loss_sum = torch.compile(loss_sum)

    def step():
        optimizer.zero_grad()
        total = loss_sum()
        total.backward()
        optimizer.step()
        return total

    return loss_sum, optimizer, step


def within(limit, function):
    """The function's value; a TimeoutError after `limit` seconds."""

    def end(*_):
        # Libraries catch an Exception and go on; the alarm repeats, because some catch everything.
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, end)
    # Whoever started this process from a thread without signals has handed their mask on.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    signal.setitimer(signal.ITIMER_REAL, limit, 5)
    try:
        return function()
    except KeyboardInterrupt:
        raise TimeoutError(f"it took longer than {limit:g} seconds") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def torchjd_method(name, tasks):
    """TorchJD's aggregator by our name for it; None where it has none or is not installed."""
    try:
        import torchjd.aggregation as aggregation
    except ImportError:
        return None
    makers = {
        "mean": lambda: aggregation.Mean(),
        "sum": lambda: aggregation.Sum(),
        "mgda": lambda: aggregation.MGDA(),
        "pcgrad": lambda: aggregation.PCGrad(),
        "gradvac": lambda: aggregation.GradVac(),
        "cagrad": lambda: aggregation.CAGrad(0.4),
        "imtl-g": lambda: aggregation.IMTLG(),
        "nash-mtl": lambda: aggregation.NashMTL(n_tasks=tasks),
        "aligned-mtl": lambda: aggregation.AlignedMTL(),
        "fairgrad": lambda: aggregation.FairGrad(1.0),
        "upgrad": lambda: aggregation.UPGrad(),
        "dualproj": lambda: aggregation.DualProj(),
        "graddrop": lambda: aggregation.GradDrop(),
        "config": lambda: aggregation.ConFIG(),
        "trimmed-mean": lambda: aggregation.TrimmedMean(1),
    }
    try:
        return makers[name]() if name in makers else None
    except ImportError:
        return None


def torchjd_version():
    try:
        from importlib.metadata import version

        return [int(part) for part in version("torchjd").split(".") if part.isdigit()]
    except ImportError:
        return [0]


def torchjd_step(trunk, heads, x, losses, optimizer, aggregator, scope):
    """TorchJD's step as its documentation has it; at the representation, one trunk pass with the aggregated gradient."""
    from torchjd.autojac import jac_to_grad, mtl_backward

    shared = list(trunk.parameters())

    def at_parameters():
        optimizer.zero_grad()
        z = trunk(x)
        mtl_backward([loss(head(z)) for loss, head in zip(losses, heads)], features=z)
        jac_to_grad(shared, aggregator)
        optimizer.step()

    def at_representation():
        optimizer.zero_grad()
        z = trunk(x)
        start = z.detach().requires_grad_()
        features = start.view_as(start)
        mtl_backward([loss(head(features)) for loss, head in zip(losses, heads)], features=features, shared_params=[start])
        jac_to_grad([start], aggregator)
        z.backward(start.grad)
        optimizer.step()

    return at_representation if scope == "representation" else at_parameters


def weigh(name, budget, gramian):
    """The median seconds of a call and the weights; NashMTL takes gradients, so it gets some with this Gramian."""
    weighting = torchjd_method(name, len(gramian))
    weighting = getattr(weighting, "gramian_weighting", None) or weighting.weighting
    given = gramian
    if name == "nash-mtl":
        values, vectors = torch.linalg.eigh(gramian)
        given = vectors * values.clamp(min=0).sqrt()
    times, start = [], time.perf_counter()
    while not times or time.perf_counter() - start < budget:
        if hasattr(weighting, "reset"):
            weighting.reset()
        found = []
        times.append(seconds(lambda: found.append(weighting(given))))
    return [sorted(times)[len(times) // 2], *found[0].tolist()]


def answer(*words):
    print(*words, flush=True)


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def dispatch():
    x, y = torch.ones(4, 4), torch.ones(4, 4)

    def block():
        for _ in range(10_000):
            x + y

    return sorted(seconds(block) for _ in range(15))[7] / 10_000


def peak_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def main():
    warnings.simplefilter("ignore")
    name, threads = sys.argv[1:3]
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    trunk, heads, x, losses = problem(name)
    parameters = [*trunk.parameters(), *(p for head in heads for p in head.parameters())]
    loss_sum, optimizer, equal = training_loop(trunk, heads, x, losses)
    with torch.no_grad():
        first_loss = loss_sum().item()
    made, loops = {}, {}

    def prepare(options, precision, limit):
        torch.manual_seed(0)
        _, _, loop = training_loop(*problem(name), options.split("+"), precision == "bf16")
        loss, *_ = within(float(limit), lambda: [loop().item() for _ in range(3)])
        if not math.isclose(loss, first_loss, rel_tol=LOSS_TOLERANCE[precision]):
            raise ValueError(f"the first loss should be {first_loss:.6g}. Found {loss:.6g}")
        loops[options, precision] = loop
        return loss

    def step(method, precision, scope="shared", storage="auto"):
        if method in ("ew", "uw-so"):
            return equal
        if (method, scope) not in made:
            aggregator = torchjd_method(method, len(heads))
            made[method, scope] = torchjd_step(trunk, heads, x, losses, optimizer, aggregator, scope)
        return made[method, scope]

    def numbers(command, words):
        if command == "step":
            made_step = step(*words[1:])
            return [seconds(made_step) for _ in range(int(words[0]))]
        if command == "prepare":
            return [prepare(*words)]
        if command == "loop":
            loop = loops[words[1], words[2]]
            return [seconds(loop) for _ in range(int(words[0]))]
        if command == "has":
            return [0 if torchjd_method(words[0], len(heads)) is None else 1]
        if command == "torchjd":
            return torchjd_version()
        if command == "weigh":
            values = torch.tensor([float(word) for word in words[2:]], dtype=torch.float64)
            count = math.isqrt(len(values))
            return weigh(words[0], float(words[1]), values.reshape(count, count))
        if command == "rate":
            x2, y2 = torch.randn(2048, 2048), torch.randn(2048, 2048)
            return [2 * 2048**3 / min(seconds(lambda: x2 @ y2) for _ in range(3))]
        if command == "dispatch":
            return [dispatch()]
        if command == "memory":
            return [peak_memory()]
        raise SystemExit(f"the command should be one of those above. Found {command}.")

    answer("ready", torch.__version__, sum(p.numel() for p in parameters), 0)
    for line in sys.stdin:
        command, *words = line.split()
        if command == "quit":
            break
        try:
            answer(*numbers(command, words))
        except Exception as error:
            print(f"{type(error).__name__}: {error}".splitlines()[0], file=sys.stderr, flush=True)
            answer("nan")


if __name__ == "__main__":
    main()
