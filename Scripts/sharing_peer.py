"""LibMTL's training steps on ResNet-18 at 64×64, for `equipoise bench sharing`, commanded line by line.

usage: python sharing_peer.py ARCHITECTURE BATCH THREADS

ARCHITECTURE is one of LibMTL 1.1.5: HPS, Cross_stitch, MMoE or MTAN. Its encoder is LibMTL's ResNet-18 with start values that are
drawn, and each of three tasks has the mean over the map and one layer of 10 classes. A step is forward, the sum of the
cross-entropies, backward, and `torch.optim.Adam` without options.

The package was written for an older torchvision, of which it wants one name alone; that name is put back first, and nothing else
is changed.

Answers `ready VERSION PARAMETERS 0`, then to each line of standard input with one line of numbers: `step N` makes N steps and
gives the seconds of each, and `quit` ends.
"""
import importlib.metadata
import importlib.util
import sys
import types
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

from step_peer import answer, seconds

TASKS, CLASSES, SIDE, EXPERTS = ["task0", "task1", "task2"], 10, 64, 3
LEARNING_RATE = 1e-4


def put_back():
    """Puts back the name of torchvision that LibMTL imports, with or without torchvision."""
    names = ["torchvision.models.utils"]
    if importlib.util.find_spec("torchvision") is None:
        names = ["torchvision", "torchvision.models"] + names
    for name in names:
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.modules[names[-1]].load_state_dict_from_url = torch.hub.load_state_dict_from_url


def main():
    name, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    warnings.simplefilter("ignore")
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    put_back()
    from LibMTL import architecture
    from LibMTL.model import resnet18

    decoders = nn.ModuleDict(
        {task: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, CLASSES)) for task in TASKS}
    )
    model = getattr(architecture, name)(
        TASKS, lambda: resnet18(pretrained=False), decoders, rep_grad=False, multi_input=False,
        device=torch.device("cpu"), img_size=[3, SIDE, SIDE], num_experts=[EXPERTS],
    )
    x = torch.randn(batch, 3, SIDE, SIDE)
    labels = {task: torch.randint(0, CLASSES, (batch,)) for task in TASKS}
    optimizer = torch.optim.Adam(model.parameters(), LEARNING_RATE)

    def step():
        optimizer.zero_grad()
        outputs = model(x)
        sum(F.cross_entropy(outputs[task], labels[task]) for task in TASKS).backward()
        optimizer.step()

    versions = f"{importlib.metadata.version('LibMTL')},{torch.__version__}"
    answer("ready", versions, sum(p.numel() for p in model.parameters()), 0)
    for line in sys.stdin:
        command, *words = line.split()
        if command == "quit":
            break
        if command != "step":
            raise SystemExit(f"the command should be step or quit. Found {command}.")
        answer(*(seconds(step) for _ in range(int(words[0]))))


main()
