#!/usr/bin/env python3
"""Writes the files next to it with PyTorch, safetensors and NumPy: what other tools write, for the tests that read it.

Made with torch 2.13.0, safetensors 0.8 and numpy 2.4.
"""
import pathlib

import numpy as np
import torch
from numpy.lib import format as npy
from safetensors.torch import save_file
from torch import nn

here = pathlib.Path(__file__).parent

# Every element type, and the shapes that are easy to get wrong.
save_file(
    {
        "f64": torch.tensor([0.1, -2.5, float("inf")], dtype=torch.float64),
        "f32": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 3,
        "f16": torch.tensor([1.5, -0.25], dtype=torch.float16),
        "bf16": torch.tensor([[3.0, -1e30]], dtype=torch.bfloat16),
        "i64": torch.tensor([2**62, -1]),
        "i32": torch.tensor([2**31 - 1, -(2**31)], dtype=torch.int32),
        "i16": torch.tensor([-(2**15)], dtype=torch.int16),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "u8": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": torch.tensor([[True, False], [False, True]]),
        "scalar": torch.tensor(4.0),
        "empty": torch.zeros(0, 3),
        'a "quoted" näme/é': torch.ones(1),
    },
    here / "types.safetensors",
    metadata={"note": 'line\nbreak, "quotes", ünïcode 🙂', "format": "pt"},
)

# Arrays: a[i, j] = 10 i + j
a = np.add.outer(10 * np.arange(2), np.arange(3))
np.save(here / "c_f8.npy", a.astype("<f8"))
np.save(here / "fortran_f4.npy", np.asfortranarray(a.astype("<f4")))
np.save(here / "big_endian_i4.npy", a.astype(">i4"))
np.save(here / "big_endian_f8.npy", a.astype(">f8"))
np.save(here / "f2.npy", a.astype("<f2"))
np.save(here / "u2.npy", np.array([1, 65535], dtype="<u2"))
np.save(here / "u4.npy", np.array([1, 2**32 - 1], dtype=">u4"))
np.save(here / "bool.npy", a > 10)
np.save(here / "scalar_i8.npy", np.array(-7))
np.save(here / "empty_f4.npy", np.zeros((0, 3), dtype="f4"))
np.save(here / "vector_u1.npy", np.arange(5, dtype="u1"))
for version in ((2, 0), (3, 0)):
    with open(here / f"version{version[0]}.npy", "wb") as file:
        npy.write_array(file, a.astype("<i8"), version=version)
np.save(here / "complex.npy", a.astype("c16"))

# What a seed gives: weights as drawn by torch.manual_seed(7).
start = {}


def keep(name, make):
    torch.manual_seed(7)
    for key, tensor in make().state_dict().items():
        start[f"{name}.{key}"] = tensor.clone()


keep("linear", lambda: nn.Linear(5, 4))
keep("conv2d", lambda: nn.Conv2d(4, 6, (3, 2), groups=2))
keep("conv1d", lambda: nn.Conv1d(2, 3, 3, bias=False))
keep("conv_transpose2d", lambda: nn.ConvTranspose2d(4, 6, 3, groups=2))
keep("embedding", lambda: nn.Embedding(5, 3, padding_idx=1))
keep("lstm", lambda: nn.LSTM(3, 4, num_layers=2, bidirectional=True))
keep("gru", lambda: nn.GRU(3, 4, bias=False))
keep("attention", lambda: nn.MultiheadAttention(6, 2))
keep("encoder", lambda: nn.TransformerEncoderLayer(6, 2, dim_feedforward=8))
keep(
    "sequential",
    lambda: nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 2)
    ),
)
for name, fill in {
    "xavier_uniform": lambda t: nn.init.xavier_uniform_(t, gain=2),
    "xavier_normal": nn.init.xavier_normal_,
    "kaiming_uniform": lambda t: nn.init.kaiming_uniform_(t, nonlinearity="relu"),
    "kaiming_normal": lambda t: nn.init.kaiming_normal_(t, mode="fan_out", a=0.2, nonlinearity="leaky_relu"),
    "normal": lambda t: nn.init.normal_(t, 1, 0.5),
    "orthogonal": lambda t: nn.init.orthogonal_(t, gain=3),
    "orthogonal_tall": lambda t: nn.init.orthogonal_(torch.empty(9, 4)),
}.items():
    torch.manual_seed(7)
    start[f"init.{name}"] = fill(torch.empty(6, 4, 2)).contiguous().clone()
torch.manual_seed(7)
save_file(start, here / "seed7.safetensors")
