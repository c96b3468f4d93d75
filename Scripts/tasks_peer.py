"""A hand-written PyTorch training step on many yes-or-no tasks, for `equipoise bench tasks`, commanded line by line.

usage: python tasks_peer.py FILE METHOD THREADS LEARNING_RATE

The network is an MLP with one linear head for all K tasks, and the loss one masked cross-entropy over `[batch, K]`. FILE is a
safetensors file with the parameters of `equipoise`'s network, its batch's `input` and its `targets`, NaN where a label is
missing. METHOD is `ew` for the sum of the tasks' losses, or `uw-so` for UW-SO at its default temperature.

Answers `ready VERSION PARAMETERS 0`, then to each line of standard input with one line of numbers: `step N` makes N steps and
gives the seconds of each, `losses` gives each task's loss at the current parameters, `memory` the largest memory so far in
bytes, and `quit` ends.
"""
import json
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

from step_peer import answer, peak_memory, seconds

# UW-SO's defaults.
TEMPERATURE, EPS = 1, 1e-8


def tensors(path):
    """The float32 tensors of a safetensors file by name."""
    with open(path, "rb") as file:
        entries = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        start = file.tell()

        def tensor(entry):
            first, end = entry["data_offsets"]
            file.seek(start + first)
            return torch.frombuffer(bytearray(file.read(end - first)), dtype=torch.float32).reshape(entry["shape"])

        return {name: tensor(entry) for name, entry in entries.items() if name != "__metadata__"}


def linear(weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer


def main():
    path, method, threads, rate = sys.argv[1:5]
    torch.set_num_threads(int(threads))
    given = tensors(path)
    x, targets = given["input"], given["targets"]
    layers = []
    while f"trunk.layers.{len(layers)}.weight" in given:
        name = f"trunk.layers.{len(layers)}"
        layers += [linear(given[f"{name}.weight"], given[f"{name}.bias"])]
    heads = [[given[f"heads.task{k}.{part}"] for k in range(targets.shape[1])] for part in ("weight", "bias")]
    modules = [module for layer in layers for module in (layer, nn.ReLU())]
    model = nn.Sequential(*modules, linear(*(torch.cat(parts) for parts in heads)))
    del given, heads
    optimizer = torch.optim.Adam(model.parameters(), float(rate), fused=True)

    def task_losses():
        missing = targets.isnan()
        mask = missing.logical_not().float()
        labels = targets.masked_fill(missing, 0)
        elements = F.binary_cross_entropy_with_logits(model(x), labels, mask, reduction="none")
        return elements.sum(0) / mask.sum(0).clamp(min=1)

    def objective(losses):
        if method == "ew":
            return losses.sum()
        if method == "uw-so":
            return (torch.softmax(1 / (losses.detach() + EPS) / TEMPERATURE, 0) * losses).sum()
        raise SystemExit(f"the method should be ew or uw-so. Found {method}.")

    def step():
        optimizer.zero_grad()
        objective(task_losses()).backward()
        optimizer.step()

    answer("ready", torch.__version__, sum(p.numel() for p in model.parameters()), 0)
    for line in sys.stdin:
        command, *words = line.split()
        if command == "quit":
            break
        if command == "step":
            answer(*(seconds(step) for _ in range(int(words[0]))))
        elif command == "losses":
            with torch.no_grad():
                answer(*task_losses().tolist())
        elif command == "memory":
            answer(peak_memory())
        else:
            raise SystemExit(f"the command should be step, losses, memory or quit. Found {command}.")


main()
