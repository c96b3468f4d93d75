"""Writes what a published network of PyTorch's gives for a batch, as safetensors.

usage: python published_networks.py NETWORK FILE

The file holds `state.<name>` (the start), `input`, `output.<task>` (evaluation mode), `factor.<task>`, `gradient.<name>` (training mode
without dropout, of the sum over tasks of mean(output * factor)) and `after.<name>` (the state after that pass).
Needs nothing but torch.
"""
import math
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

from networks import Unit
from safetensors_file import write_safetensors


# --- residual networks, with torchvision's names


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inputs, width, stride=1, shortcut=None):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = shortcut

    def forward(self, x):
        h = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(h + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs, width, stride=1, shortcut=None):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.downsample = shortcut

    def forward(self, x):
        h = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        return F.relu(self.bn3(self.conv3(h)) + (x if self.downsample is None else self.downsample(x)))


BLOCKS = {
    18: (BasicBlock, [2, 2, 2, 2]),
    34: (BasicBlock, [3, 4, 6, 3]),
    50: (Bottleneck, [3, 4, 6, 3]),
    101: (Bottleneck, [3, 4, 23, 3]),
}


def shortcut(block, inputs, width, stride):
    outputs = width * block.expansion
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


class ResNet(nn.Module):
    def __init__(self, layers, output_stride=None):
        super().__init__()
        block, counts = BLOCKS[layers]
        self.output_stride = output_stride
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        inputs = 64
        for stage, (width, count) in enumerate(zip([64, 128, 256, 512], counts)):
            stride = 1 if stage == 0 else 2
            around = None
            if stride > 1 or inputs != width * block.expansion:
                around = shortcut(block, inputs, width, stride)
            first = block(inputs, width, stride, around)
            inputs = width * block.expansion
            setattr(self, f"layer{stage + 1}", nn.Sequential(first, *(block(inputs, width) for _ in range(count - 1))))
        self.channels = inputs
        # The network is made with strides, which are then taken out.
        for stage, dilation in {8: {3: 2, 4: 4}, 16: {4: 2}}.get(output_stride, {}).items():
            for module in getattr(self, f"layer{stage}").modules():
                if isinstance(module, nn.Conv2d):
                    self.dilate(module, dilation)

    @staticmethod
    def dilate(convolution, dilation):
        if convolution.stride == (2, 2):
            convolution.stride = (1, 1)
            dilation //= 2
        if convolution.kernel_size == (3, 3):
            convolution.dilation = convolution.padding = (dilation, dilation)

    def stages(self):
        return [self.layer1, self.layer2, self.layer3, self.layer4]

    def stem(self, x):
        return F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)

    def gathered(self, h):
        return h if self.output_stride else h.mean((2, 3))

    def forward(self, x):
        h = self.stem(x)
        for stage in self.stages():
            h = stage(h)
        return self.gathered(h)


# --- DeepLab's head, with torchvision's names


def unit(*convolution, **settings):
    layer = nn.Conv2d(*convolution, bias=False, **settings)
    return [layer, nn.BatchNorm2d(layer.out_channels), nn.ReLU()]


class Pyramid(nn.Module):
    def __init__(self, channels):
        super().__init__()
        views = [nn.Sequential(*unit(channels, 256, 1))]
        views += [nn.Sequential(*unit(channels, 256, 3, padding=d, dilation=d)) for d in (12, 24, 36)]
        views += [nn.Sequential(nn.AdaptiveAvgPool2d(1), *unit(channels, 256, 1))]
        self.convs = nn.ModuleList(views)
        self.project = nn.Sequential(*unit(5 * 256, 256, 1))

    def forward(self, x):
        views = [view(x) for view in self.convs]
        views[-1] = F.interpolate(views[-1], x.shape[2:], mode="bilinear", align_corners=False)
        return self.project(torch.cat(views, 1))


class DeepLabHead(nn.Sequential):
    def __init__(self, channels, outputs, stride):
        super().__init__(Pyramid(channels), *unit(256, 256, 3, padding=1), nn.Conv2d(256, outputs, 1))
        self.stride = stride

    def forward(self, x):
        return F.interpolate(super().forward(x), scale_factor=self.stride, mode="bilinear", align_corners=True)


# --- SegNet


class SegNet(nn.Module):
    """The published network: a decoder's block narrows in its first unit."""

    widths, units = [64, 128, 256, 512, 512], [2, 2, 3, 3, 3]

    def __init__(self):
        super().__init__()
        block = lambda channels: nn.Sequential(*(Unit(i, o) for i, o in zip(channels, channels[1:])))
        inputs = [3, *self.widths]
        self.encoder = nn.ModuleList(
            block([inputs[b]] + [self.widths[b]] * self.units[b]) for b in range(len(self.widths))
        )
        self.decoder = nn.ModuleList(
            block([self.widths[b]] + [self.widths[max(b - 1, 0)]] * self.units[b])
            for b in reversed(range(len(self.widths)))
        )

    def forward(self, x):
        return self.maps(x)[-1][1]

    def maps(self, x):
        maps, places = [], []
        for block in self.encoder:
            first = block[0](x)
            output = block[1:](first)
            maps.append((first, output))
            x, indices = F.max_pool2d(output, 2, return_indices=True)
            places.append(indices)
        for block in self.decoder:
            unpooled = F.max_unpool2d(x, places.pop(), 2)
            x = block(unpooled)
            maps.append((unpooled, x))
        return maps


class Enlarging(nn.Module):
    def forward(self, x):
        return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)


# --- sharing


class HardSharing(nn.Module):
    def __init__(self, trunk, heads):
        super().__init__()
        self.trunk = trunk
        self.heads = nn.ModuleDict(heads)

    def forward(self, x):
        z = self.trunk(x)
        return {task: head(z) for task, head in self.heads.items()}


def mask(inputs, hidden, outputs):
    return nn.Sequential(
        nn.Conv2d(inputs, hidden, 1),
        nn.BatchNorm2d(hidden),
        nn.ReLU(),
        nn.Conv2d(hidden, outputs, 1),
        nn.BatchNorm2d(outputs),
        nn.Sigmoid(),
    )


class AttentionSegNet(nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.trunk = SegNet()
        f = SegNet.widths
        # From the shallowest block down, and up again.
        shapes = [(f[0], f[0], f[0])] + [(2 * f[b], f[b], f[b]) for b in range(1, 5)]
        shapes += [(f[b] + f[max(b - 1, 0)], f[max(b - 1, 0)], f[max(b - 1, 0)]) for b in reversed(range(5))]
        self.masks = nn.ModuleDict({task: nn.Sequential(*(mask(*shape) for shape in shapes)) for task in heads})
        down = [[Unit(f[b], f[min(b + 1, 4)]), nn.MaxPool2d(2)] for b in range(5)]
        up = [[Enlarging(), Unit(f[b], f[max(b - 1, 0)])] for b in reversed(range(5))]
        down[-1] += up.pop(0)
        self.refiners = nn.Sequential(*(nn.Sequential(*layers) for layers in down + up))
        self.heads = nn.ModuleDict(heads)

    def forward(self, x):
        maps = self.trunk.maps(x)
        outputs = {}
        for task, head in self.heads.items():
            attended = None
            for site, (seen, masked) in enumerate(maps):
                if site > 0:
                    seen = torch.cat([seen, self.refiners[site - 1](attended)], 1)
                attended = self.masks[task][site](seen) * masked
            outputs[task] = head(attended)
        return outputs


class AttentionResNet(nn.Module):
    def __init__(self, trunk, heads):
        super().__init__()
        self.trunk = trunk
        block = type(trunk.layer1[0])
        channels = [width * block.expansion for width in (64, 128, 256, 512)]
        shapes = [((1 if s == 0 else 2) * c, c // block.expansion, c) for s, c in enumerate(channels)]
        self.masks = nn.ModuleDict({task: nn.Sequential(*(mask(*shape) for shape in shapes)) for task in heads})
        refiners = []
        for stage, (inputs, width) in enumerate(zip(channels, (128, 256, 512))):
            layers = [block(inputs, width, 1, shortcut(block, inputs, width, 1))]
            isSmaller = trunk.output_stride is None or 4 * 2 ** (stage + 1) <= trunk.output_stride
            refiners.append(nn.Sequential(*layers, *([nn.MaxPool2d(2)] if isSmaller else [])))
        self.refiners = nn.Sequential(*refiners)
        self.heads = nn.ModuleDict(heads)

    def forward(self, x):
        h = self.trunk.stem(x)
        maps = []
        for stage in self.trunk.stages():
            seen = stage[:-1](h)
            h = stage[-1](seen)
            maps.append((seen, h))
        outputs = {}
        for task, head in self.heads.items():
            attended = None
            for site, (seen, masked) in enumerate(maps):
                if site > 0:
                    seen = torch.cat([seen, self.refiners[site - 1](attended)], 1)
                attended = self.masks[task][site](seen) * masked
            outputs[task] = head(self.trunk.gathered(attended))
        return outputs


# --- sequences of events


class LSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(6, 128, 2, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0][:, -1]


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        pairs = [(6, 64), (64, 128), (128, 256)]
        self.convolutions = nn.ModuleList(nn.Conv1d(i, o, 3, padding=1) for i, o in pairs)

    def forward(self, x):
        h = x.transpose(1, 2)
        for convolution in self.convolutions:
            h = F.max_pool1d(F.relu(convolution(h)), 2)
        return h.flatten(1)


class Transformer(nn.Module):
    def __init__(self, length, masks):
        super().__init__()
        self.masks = masks
        self.embeddings = nn.ModuleList(nn.Embedding(n, width) for n, width in ((16, 61), (26, 61), (7, 3)))
        layer = lambda: nn.TransformerEncoderLayer(128, 8, 2048, 0.0, batch_first=True)
        self.layers = nn.ModuleList(layer() for _ in range(2))
        place = torch.arange(length).unsqueeze(1)
        rate = torch.exp(torch.arange(0, 128, 2) * (-math.log(10000.0) / 128))
        positions = torch.zeros(length, 128)
        positions[:, 0::2] = torch.sin(place * rate)
        positions[:, 1::2] = torch.cos(place * rate)
        self.register_buffer("positions", positions)

    def forward(self, x):
        padding = None
        if self.masks:
            padding = (x.abs().sum(2) > 0).cumsum(1) == 0
        h = torch.cat([e(x[:, :, i].long()) for i, e in enumerate(self.embeddings)] + [x[:, :, 3:]], 2)
        h = h + self.positions
        for layer in self.layers:
            h = layer(h, src_key_padding_mask=padding)
        if padding is None:
            return h.mean(1)
        real = (~padding).float().unsqueeze(2)
        return (h * real).sum(1) / real.sum(1)


# --- ways to share an MLP between two tasks, with every trunk from the same input


TASKS = {"a": 3, "b": 1}


class MLP(nn.Module):
    def __init__(self, sizes=(6, 8, 8)):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(i, o) for i, o in zip(sizes, sizes[1:]))

    def forward(self, x):
        for level in range(len(self.layers)):
            x = self.level(level, x)
        return x

    def level(self, level, x):
        return F.relu(self.layers[level](x))


def mlp_heads():
    return nn.ModuleDict({task: nn.Linear(8, outputs) for task, outputs in TASKS.items()})


def mixture(weights, outputs):
    return sum(weights[:, k : k + 1] * output for k, output in enumerate(outputs))


class Experts(nn.Module):
    """MMoE; with experts of each task's own, CGC."""

    def __init__(self, shared, own=0):
        super().__init__()
        self.experts = nn.ModuleList(MLP() for _ in range(shared))
        if own:
            self.ownExperts = nn.ModuleDict({task: nn.ModuleList(MLP() for _ in range(own)) for task in TASKS})
        self.gates = nn.ModuleDict({task: self.gate(shared + own) for task in TASKS})
        self.heads = mlp_heads()

    def gate(self, experts):
        return nn.Linear(6, experts)

    def weights(self, task, x):
        return F.softmax(self.gates[task](x), 1)

    def forward(self, x):
        own = lambda task: list(self.ownExperts[task]) if hasattr(self, "ownExperts") else []
        return {
            task: self.heads[task](mixture(self.weights(task, x), [e(x) for e in list(self.experts) + own(task)]))
            for task in TASKS
        }


class Selector(nn.Module):
    def __init__(self, experts, selected):
        super().__init__()
        self.bits = math.ceil(math.log2(experts))
        self.codeLayer = nn.Linear(6, selected * self.bits)
        self.weightLayer = nn.Linear(6, selected)


class DSelectK(Experts):
    def gate(self, experts):
        return Selector(experts, 2)

    def weights(self, task, x, gamma=1.0):
        gate, experts = self.gates[task], len(self.experts)
        z = gate.codeLayer(x).view(len(x), 2, gate.bits)
        step = torch.where(z <= -gamma / 2, torch.zeros_like(z), torch.where(z >= gamma / 2, torch.ones_like(z), -2 * z**3 / gamma**3 + 3 * z / (2 * gamma) + 0.5))
        selectors = torch.stack(
            [
                math.prod([step[:, :, bit] if expert >> bit & 1 else 1 - step[:, :, bit] for bit in range(gate.bits)])
                for expert in range(experts)
            ],
            2,
        )
        return (F.softmax(gate.weightLayer(x), 1).unsqueeze(2) * selectors).sum(1)


class PLE(nn.Module):
    def __init__(self, per_task=False):
        super().__init__()
        self.per_task = per_task
        self.experts = nn.ModuleList([MLP()])
        self.ownExperts = nn.ModuleDict({task: nn.ModuleList([MLP()]) for task in TASKS})
        self.gates = nn.ModuleDict({task: nn.ModuleList([nn.Linear(6, 2), nn.Linear(8, 2)]) for task in TASKS})
        if not per_task:
            self.sharedGates = nn.ModuleList([nn.Linear(6, 3)])
        self.heads = mlp_heads()

    def forward(self, x):
        common, h = x, {task: x for task in TASKS}
        for level in range(2):
            own = {task: self.ownExperts[task][0].level(level, h[task]) for task in TASKS}
            shared = {task: self.experts[0].level(level, h[task] if self.per_task else common) for task in TASKS}
            gates = {task: F.softmax(self.gates[task][level](h[task]), 1) for task in TASKS}
            if not self.per_task and level == 0:
                weights = F.softmax(self.sharedGates[0](common), 1)
                common = mixture(weights, [shared["a"]] + list(own.values()))
            h = {task: mixture(gates[task], [shared[task], own[task]]) for task in TASKS}
        return {task: self.heads[task](h[task]) for task in TASKS}


class Soft(nn.Module):
    """A trunk for each task; `exchange` mixes what a level gives."""

    def __init__(self):
        super().__init__()
        self.trunks = nn.ModuleDict({task: MLP() for task in TASKS})

    def forward(self, x):
        h, levels = [x, x], []
        for level in range(2):
            h = self.exchange(level, [trunk.level(level, one) for trunk, one in zip(self.trunks.values(), h)])
            levels.append(h)
        return {task: self.heads[task](self.read(place, levels)) for place, task in enumerate(TASKS)}

    def read(self, task, levels):
        return levels[-1][task]


class Weights(nn.Module):
    def __init__(self, name, *shape):
        super().__init__()
        setattr(self, name, nn.Parameter(torch.rand(*shape)))


class CrossStitch(Soft):
    def __init__(self):
        super().__init__()
        self.stitches = nn.ModuleList(Weights("weights", 2, 2, 8) for _ in range(2))
        self.heads = mlp_heads()

    def exchange(self, level, h):
        w = self.stitches[level].weights
        return [w[task, 0] * h[0] + w[task, 1] * h[1] for task in range(2)]


class Fusion(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(nn.Linear(16, 8, bias=False), nn.BatchNorm1d(8, momentum=0.05), nn.ReLU()) for _ in range(2)
        )


class NDDR(Soft):
    def __init__(self):
        super().__init__()
        self.fusions = nn.ModuleList(Fusion() for _ in range(2))
        self.heads = mlp_heads()

    def exchange(self, level, h):
        return [layer(torch.cat(h, 1)) for layer in self.fusions[level].layers]


class Sluice(Soft):
    def __init__(self):
        super().__init__()
        self.mixtures = nn.ModuleList(Weights("alpha", 4, 4) for _ in range(2))
        self.heads = mlp_heads()
        self.levels = nn.ModuleList(Weights("weights", 2) for _ in range(2))

    def exchange(self, level, h):
        parts = [one[:, start : start + 4] for one in h for start in (0, 4)]
        alpha = self.mixtures[level].alpha
        mixed = [sum(alpha[row, column] * part for column, part in enumerate(parts)) for row in range(4)]
        return [torch.cat(mixed[2 * task : 2 * task + 2], 1) for task in range(2)]

    def read(self, task, levels):
        return sum(weight * level[task] for weight, level in zip(self.levels[task].weights, levels))


SCHEMES = {
    "mmoe": lambda: Experts(3),
    "cgc": lambda: Experts(1, 1),
    "dselect-k": lambda: DSelectK(4),
    "ple": PLE,
    "ple-per-task": lambda: PLE(per_task=True),
    "cross-stitch": CrossStitch,
    "nddr": NDDR,
    "sluice": Sluice,
}


def events(batch, length):
    codes = [torch.randint(0, n, (batch, length, 1)).float() for n in (16, 26, 7)]
    x = torch.cat(codes + [torch.randn(batch, length, 3)], 2)
    for i in range(batch):
        x[i, : length * i // batch + 1] = 0
    return x


def problem(name):
    """The network and a batch."""
    if name in SCHEMES:
        return SCHEMES[name](), torch.randn(16, 6)
    if name in ("resnet34", "resnet50", "resnet101"):
        trunk = ResNet(int(name[6:]))
        return HardSharing(trunk, {"first": nn.Linear(trunk.channels, 3)}), torch.randn(4, 3, 64, 64)
    if name.startswith("dilated"):
        layers, stride = {"dilated18": (18, 8), "dilated50": (50, 8), "dilated50at16": (50, 16)}[name]
        trunk = ResNet(layers, stride)
        head = DeepLabHead(trunk.channels, 3, stride)
        return HardSharing(trunk, {"depth": head}), torch.randn(2, 3, 64, 96)
    if name == "segnet":
        head = lambda c: nn.Sequential(nn.Conv2d(64, 64, 3, 1, 1), nn.Conv2d(64, c, 1))
        return HardSharing(SegNet(), {"segmentation": head(13), "depth": head(1)}), torch.rand(2, 3, 64, 96)
    if name == "mtan-segnet":
        head = lambda c: nn.Sequential(nn.Conv2d(64, 64, 3, 1, 1), nn.Conv2d(64, c, 1))
        return AttentionSegNet({"segmentation": head(13), "depth": head(1)}), torch.rand(2, 3, 64, 96)
    if name.startswith("mtan-resnet"):
        layers, stride = {"mtan-resnet18": (18, None), "mtan-resnet50": (50, 8)}[name]
        trunk = ResNet(layers, stride)
        head = lambda c: nn.Conv2d(trunk.channels, c, 1) if stride else nn.Linear(trunk.channels, c)
        return AttentionResNet(trunk, {"first": head(3), "second": head(1)}), torch.randn(4, 3, 64, 64)
    heads = lambda size: {"next": nn.Linear(size, 16), "time": nn.Linear(size, 1)}
    if name == "lstm":
        return HardSharing(LSTM(), heads(128)), events(8, 24)
    if name == "cnn":
        return HardSharing(CNN(), heads(256 * 3)), events(8, 29)
    return HardSharing(Transformer(24, masks=name == "transformer-masked"), heads(128)), events(8, 24)


def main():
    name, path = sys.argv[1:]
    torch.set_num_threads(1)
    torch.manual_seed(0)
    network, x = problem(name)
    result = {"input": x}
    result |= {f"state.{key}": value.clone() for key, value in network.state_dict().items()}
    network.eval()
    outputs = network(x)
    result |= {f"output.{task}": output for task, output in outputs.items()}
    factors = {task: torch.randn_like(output) for task, output in outputs.items()}
    result |= {f"factor.{task}": factor for task, factor in factors.items()}
    network.train()
    sum((output * factors[task]).mean() for task, output in network(x).items()).backward()
    result |= {f"gradient.{key}": parameter.grad for key, parameter in network.named_parameters()}
    result |= {f"after.{key}": value for key, value in network.state_dict().items()}
    write_safetensors(result, path)


main()
