"""Writes named tensors as a safetensors file, with torch alone."""
import json
import struct

import torch


def write_safetensors(tensors, path):
    names = {torch.float32: "F32", torch.int64: "I64"}
    tensors = {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
    header, end = {}, 0
    for name, tensor in tensors.items():
        size = tensor.numel() * tensor.element_size()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.numpy().tobytes())
