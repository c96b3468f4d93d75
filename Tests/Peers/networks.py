"""Trains a network of PyTorch's for ten Adam steps and writes what came before, during and after as safetensors.

usage: python networks.py resnet18|segnet|lenet FILE

The file holds `before.<parameter>` (the state at the start), `input`, `target.<task>`, `output.<task>` (evaluation mode,
before training), `losses` [10], `after.<parameter>` and `trained.<task>` (evaluation mode, after training). Biases before a batch
normalisation are not trained: the loss does not depend on them, their gradient is rounding alone, and Adam would turn it into
steps of full length in either direction.
Needs nothing but torch.
"""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

from safetensors_file import write_safetensors

LEARNING_RATE = 3e-4
STEPS = 10


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
        h = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(h + (x if self.downsample is None else self.downsample(x)))


class ResNet18(nn.Module):
    """The names of torchvision's resnet18, without `fc`."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        widths = [64, 64, 128, 256, 512]
        for i in range(1, 5):
            stride = 1 if i == 1 else 2
            blocks = BasicBlock(widths[i - 1], widths[i], stride), BasicBlock(widths[i], widths[i], 1)
            setattr(self, f"layer{i}", nn.Sequential(*blocks))

    def forward(self, x):
        h = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return F.adaptive_avg_pool2d(self.layer4(self.layer3(self.layer2(self.layer1(h)))), 1).flatten(1)


class Unit(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, 1, 1)
        self.bn = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class SegNet(nn.Module):
    def __init__(self, widths=(8, 16, 32)):
        super().__init__()
        inputs = (3, *widths)
        self.encoder = nn.ModuleList(nn.Sequential(Unit(i, o), Unit(o, o)) for i, o in zip(inputs, widths))
        pairs = [(widths[b], widths[max(b - 1, 0)]) for b in reversed(range(len(widths)))]
        self.decoder = nn.ModuleList(nn.Sequential(Unit(i, i), Unit(i, o)) for i, o in pairs)

    def forward(self, x):
        places = []
        for block in self.encoder:
            x, indices = F.max_pool2d(block(x), 2, return_indices=True)
            places.append(indices)
        for block in self.decoder:
            x = block(F.max_unpool2d(x, places.pop(), 2))
        return x


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.fc = nn.Linear(320, 50)

    def forward(self, x):
        h = F.relu(F.max_pool2d(self.conv1(x), 2))
        h = F.relu(F.max_pool2d(self.conv2(h), 2))
        return F.relu(self.fc(h.flatten(1)))


class HardSharing(nn.Module):
    def __init__(self, trunk, heads):
        super().__init__()
        self.trunk = trunk
        self.heads = nn.ModuleDict(heads)

    def forward(self, x):
        z = self.trunk(x)
        return {task: head(z) for task, head in self.heads.items()}


def problem(name):
    """The network, a batch, its targets, and each task's loss."""
    if name == "resnet18":
        network = HardSharing(ResNet18(), {"first": nn.Linear(512, 10), "second": nn.Linear(512, 1)})
        targets = {"first": torch.randint(0, 10, (8,)), "second": torch.randint(0, 2, (8, 1)).float()}
        losses = {"first": F.cross_entropy, "second": F.binary_cross_entropy_with_logits}
        return network, torch.randn(8, 3, 64, 64), targets, losses
    if name == "lenet":
        head = lambda: nn.Sequential(nn.Linear(50, 50), nn.ReLU(), nn.Linear(50, 10))
        network = HardSharing(LeNet(), {"left": head(), "right": head()})
        targets = {task: torch.randint(0, 10, (32,)) for task in ("left", "right")}
        return network, torch.rand(32, 1, 28, 28), targets, {task: F.cross_entropy for task in targets}
    head = lambda outputs: nn.Sequential(nn.Conv2d(8, 8, 3, 1, 1), nn.Conv2d(8, outputs, 1))
    network = HardSharing(SegNet(), {"segmentation": head(13), "depth": head(1)})
    targets = {"segmentation": torch.randint(0, 13, (2, 32, 48)), "depth": torch.rand(2, 1, 32, 48)}
    return network, torch.rand(2, 3, 32, 48), targets, {"segmentation": F.cross_entropy, "depth": F.l1_loss}


def evaluated(network, x):
    network.eval()
    with torch.no_grad():
        outputs = network(x)
    network.train()
    return outputs


def main():
    name, path = sys.argv[1:]
    torch.set_num_threads(1)
    torch.manual_seed(0)
    network, x, targets, losses = problem(name)
    result = {"input": x}
    result |= {f"before.{key}": value.clone() for key, value in network.state_dict().items()}
    result |= {f"target.{task}": target for task, target in targets.items()}
    result |= {f"output.{task}": output for task, output in evaluated(network, x).items()}
    trained = [parameter for key, parameter in network.named_parameters() if not key.endswith(".conv.bias")]
    optimizer = torch.optim.Adam(trained, LEARNING_RATE)
    history = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        outputs = network(x)
        loss = sum(losses[task](outputs[task], targets[task]) for task in targets)
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    result["losses"] = torch.tensor(history)
    result |= {f"after.{key}": value for key, value in network.state_dict().items()}
    result |= {f"trained.{task}": output for task, output in evaluated(network, x).items()}
    write_safetensors(result, path)


if __name__ == "__main__":
    main()
