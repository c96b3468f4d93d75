"""Corruptions of an image by imagecorruptions 1.1.2, for `equipoise bench corruptions`, commanded line by line.

usage: python corruptions_peer.py FILE HEIGHT WIDTH

FILE holds an image of 8 bits, red, green and blue of each pixel together. The package was written for older versions of what it
imports, so names that have been removed since are put back first; nothing else is changed. OpenCV gets one thread.

Answers `ready VERSION 0 0`, then to each line of standard input with one line of numbers: `time KIND SEVERITY N` corrupts the
image N times and gives the seconds of each, `levels KIND SEVERITY` gives the bytes of the corrupted image, and `quit` ends.
"""
import importlib.metadata
import importlib.util
import os
import sys
import time
import types
import warnings

import cv2
import numpy
import scipy.ndimage
import skimage.filters

NAMES = {"elastic": "elastic_transform", "jpeg": "jpeg_compression"}


def put_back():
    """Puts back what newer versions of NumPy, SciPy, scikit-image and setuptools have removed."""
    if not hasattr(numpy, "float_"):
        numpy.float_ = numpy.float64
    if importlib.util.find_spec("scipy.ndimage.interpolation") is None:
        module = types.ModuleType("scipy.ndimage.interpolation")
        module.map_coordinates = scipy.ndimage.map_coordinates
        sys.modules["scipy.ndimage.interpolation"] = module
    if importlib.util.find_spec("pkg_resources") is None:
        folder = importlib.util.find_spec("imagecorruptions").submodule_search_locations[0]
        module = types.ModuleType("pkg_resources")
        module.resource_filename = lambda _, path: os.path.join(folder, path)
        sys.modules["pkg_resources"] = module
    plain = skimage.filters.gaussian

    def gaussian(image, *args, multichannel=False, **named):
        return plain(image, *args, channel_axis=-1 if multichannel else None, **named)

    skimage.filters.gaussian = gaussian


def main():
    path, height, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    warnings.simplefilter("ignore")
    put_back()
    cv2.setNumThreads(1)
    from imagecorruptions import corrupt

    image = numpy.fromfile(path, numpy.uint8).reshape(height, width, 3)
    print("ready", importlib.metadata.version("imagecorruptions"), 0, 0, flush=True)
    for line in sys.stdin:
        command, *words = line.split()
        if command == "quit":
            return
        kind, severity = NAMES.get(words[0], words[0].replace("-", "_")), int(words[1])
        if command == "time":
            answers = []
            for _ in range(int(words[2])):
                start = time.perf_counter()
                corrupt(image, severity, kind)
                answers.append(time.perf_counter() - start)
        else:
            answers = corrupt(image, severity, kind).ravel().tolist()
        print(*answers, flush=True)


if __name__ == "__main__":
    main()
