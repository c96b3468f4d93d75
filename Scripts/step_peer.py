"""PyTorch's default training step on the models of `equipoise bench`, commanded line by line.

usage: python step_peer.py MODEL THREADS

Answers `ready VERSION PARAMETERS 0`, then to each line of standard input with one line: `step N …` makes N steps (the sum of
the losses; what follows N is ignored: the peer always does its default loop in float32) and gives the seconds of each,
`rate` gives the operations a second of a 2048×2048 product, `dispatch` the seconds of adding two 4×4 tensors, `memory` the
largest memory so far in bytes, and `quit` ends.
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


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
    name, threads = sys.argv[1:3]
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    trunk, heads, x, losses = problem(name)
    parameters = [*trunk.parameters(), *(p for head in heads for p in head.parameters())]
    optimizer = torch.optim.Adam(parameters, 1e-4)

    def step():
        optimizer.zero_grad()
        z = trunk(x)
        sum(loss(head(z)) for loss, head in zip(losses, heads)).backward()
        optimizer.step()

    answer("ready", torch.__version__, sum(p.numel() for p in parameters), 0)
    for line in sys.stdin:
        command, *words = line.split()
        if command == "step":
            answer(*(seconds(step) for _ in range(int(words[0]))))
        elif command == "rate":
            x2, y2 = torch.randn(2048, 2048), torch.randn(2048, 2048)
            answer(2 * 2048**3 / min(seconds(lambda: x2 @ y2) for _ in range(3)))
        elif command == "dispatch":
            answer(dispatch())
        elif command == "memory":
            answer(peak_memory())
        elif command == "quit":
            break


main()
