#!/usr/bin/env python3
"""Writes pictures.json next to it: PNGs and JPEGs of every form, as Pillow writes them, with the colours that Pillow reads.

Each entry holds the file and the bytes of `ImageOps.exif_transpose(Image.open(file)).convert("RGB")`, both in base64. PNGs of
forms that Pillow does not write are put together here. Made with Pillow 13.0 and numpy 2.4.
"""
import base64
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

here = pathlib.Path(__file__).parent
random = np.random.default_rng(0)
height, width = 7, 9
entries = []


def keep(name, data, colours=None):
    if colours is None:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        colours = np.asarray(picture.convert("RGB"))
    text = lambda content: base64.b64encode(content).decode()
    entries.append({"name": name, "height": colours.shape[0], "width": colours.shape[1], "file": text(data),
                    "colours": text(np.ascontiguousarray(colours, dtype=np.uint8).tobytes())})


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


# The first column, the first row, and the steps of Adam7's passes.
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(kind, bits, values, extra=(), interlaced=False):
    """A PNG of `values`, `[row, column, channel]`."""

    def rows(part):
        lines = b""
        for line in part:
            flat = line.reshape(-1)
            if bits == 16:
                lines += b"\0" + flat.astype(">u2").tobytes()
            else:
                planes = np.unpackbits(flat.astype(np.uint8)[:, None], axis=1)[:, 8 - bits:]
                lines += b"\0" + np.packbits(planes.reshape(-1)).tobytes()
        return lines

    parts = [values[y::v, x::h] for x, y, h, v in PASSES] if interlaced else [values]
    body = b"".join(rows(part) for part in parts if part.size)
    header = struct.pack(">IIBBBBB", values.shape[1], values.shape[0], bits, kind, 0, 0, int(interlaced))
    content = b"".join(chunk(*part) for part in extra)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + content + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def numbers(bits, channels):
    return random.integers(0, 2**bits, (height, width, channels))


GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
for bits in (1, 2, 4, 8):
    palette = (b"PLTE", random.integers(0, 256, 3 * 2**bits, dtype=np.uint8).tobytes())
    transparency = (b"tRNS", random.integers(0, 256, 2**bits, dtype=np.uint8).tobytes())
    values = numbers(bits, 1)
    keep(f"palette of {bits} bits", png(PALETTE, bits, values, [palette]))
    keep(f"palette of {bits} bits with tRNS", png(PALETTE, bits, values, [palette, transparency]))
    keep(f"palette of {bits} bits with tRNS, interlaced", png(PALETTE, bits, values, [palette, transparency], True))
for bits in (1, 2, 4, 8):
    values = numbers(bits, 1)
    keep(f"grey of {bits} bits", png(GREY, bits, values))
    keep(f"grey of {bits} bits with tRNS", png(GREY, bits, values, [(b"tRNS", struct.pack(">H", int(values[0, 0, 0])))]))
    keep(f"grey of {bits} bits, interlaced", png(GREY, bits, values, interlaced=True))
# Pillow cuts 16 bits of grey off at 255; the upper 8 bits are what it takes of colours.
for name, extra in (("", []), (" with tRNS", [(b"tRNS", b"\0\7")])):
    values = numbers(16, 1)
    keep(f"grey of 16 bits{name}", png(GREY, 16, values, extra), np.repeat(values >> 8, 3, axis=2))
for bits in (8, 16):
    values = numbers(bits, 3)
    key = struct.pack(">HHH", *(int(value) for value in values[0, 0]))
    keep(f"RGB of {bits} bits", png(RGB, bits, values))
    keep(f"RGB of {bits} bits with tRNS", png(RGB, bits, values, [(b"tRNS", key)]))
    keep(f"RGB of {bits} bits, interlaced", png(RGB, bits, values, interlaced=True))
    keep(f"grey and alpha of {bits} bits", png(GREY_ALPHA, bits, numbers(bits, 2)))
    keep(f"RGBA of {bits} bits", png(RGB_ALPHA, bits, numbers(bits, 4)))
    keep(f"RGBA of {bits} bits, interlaced", png(RGB_ALPHA, bits, numbers(bits, 4), interlaced=True))

# Smooth enough for a JPEG to be of use, and of odd sides.
ramp = np.add.outer(11 * np.arange(17), 7 * np.arange(19))
smooth = np.stack([ramp % 256, (ramp * 2 + 40) % 256, 255 - ramp % 200], axis=2).astype(np.uint8)


def jpeg(picture, **options):
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90, **options)
    return buffer.getvalue()


colours = Image.fromarray(smooth)
keep("grey JPEG", jpeg(colours.convert("L")))
for subsampling in ("4:4:4", "4:2:2", "4:2:0"):
    keep(f"JPEG {subsampling}", jpeg(colours, subsampling=subsampling))
keep("progressive JPEG", jpeg(colours, progressive=True))
keep("JPEG of RGB", jpeg(colours, keep_rgb=True))
inks = Image.fromarray(np.concatenate([smooth, (ramp % 180)[:, :, None].astype(np.uint8)], axis=2), "CMYK")
cmyk = jpeg(inks)
keep("CMYK JPEG with Adobe's marker", cmyk)
place = cmyk.index(b"Adobe") - 4
keep("CMYK JPEG without a marker", cmyk[:place] + cmyk[place + 16:])
# The same samples declared as YCCK: transform 2 in Adobe's marker.
place = cmyk.index(b"Adobe") + 11
keep("YCCK JPEG", cmyk[:place] + b"\2" + cmyk[place + 1:])

# Headers with odd numbers that cost nothing.
plain = jpeg(colours, subsampling="4:4:4")
scan = plain.index(b"\xff\xda")
keep("JPEG with zeros for the scan's parameters", plain[:scan + 11] + b"\0\0\0" + plain[scan + 14:])
version = plain.index(b"JFIF\0") + 5
keep("JPEG of JFIF 2", plain[:version] + b"\2" + plain[version + 1:])

# How the camera was held, in both byte orders.
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    keep(f"JPEG, orientation {orientation}", jpeg(colours, exif=exif))
    buffer = io.BytesIO()
    colours.save(buffer, "PNG", exif=exif)
    keep(f"PNG, orientation {orientation}", buffer.getvalue())
little = b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0) + b"\0\0\0\0"
keep("JPEG, orientation in the order of Intel", jpeg(colours, exif=b"Exif\0\0" + little))

(here / "pictures.json").write_text("[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]\n")
print(len(entries), "pictures")
