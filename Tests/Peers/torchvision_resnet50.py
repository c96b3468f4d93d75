"""Writes torchvision's ResNet-50, with running statistics away from the start, a batch, and the features before `fc`.

usage: python torchvision_resnet50.py STATE BATCH

STATE is what `safetensors.torch.save_file(model.state_dict(), STATE)` writes; BATCH holds `input` and `features`. Needs torchvision.
"""
import sys

import torch
import torchvision

from safetensors_file import write_safetensors

torch.set_num_threads(1)
torch.manual_seed(0)
model = torchvision.models.resnet50(weights=None)
x = torch.randn(4, 3, 64, 64)
with torch.no_grad():
    for _ in range(3):
        model(x)
    write_safetensors(model.state_dict(), sys.argv[1])
    model.eval()
    model.fc = torch.nn.Identity()
    write_safetensors({"input": x, "features": model(x)}, sys.argv[2])
