"""Seeds for the harnesses: small files of every format, most of them right."""
import glob
import gzip
import json
import os
import shutil
import struct
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


def safetensors(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def npy(descr, shape, body, version=1, fortran=False):
    header = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}".encode() + b"\n"
    length = struct.pack("<H", len(header)) if version == 1 else struct.pack("<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + body


def idx(code, shape, body):
    return bytes([0, 0, code, len(shape)]) + b"".join(struct.pack(">I", size) for size in shape) + body


def png(width, height, depth, colour, interlaced=0, extra=b"", pixels=None):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    rows = bytes((1 + (width * channels * depth + 7) // 8) * height) if pixels is None else pixels
    palette = chunk(b"PLTE", bytes(range(12))) if colour == 3 else b""
    transparency = chunk(b"tRNS", b"\0\x80") if extra else b""
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))
            + palette + transparency + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def events():
    zones = ["+00:00", ".5Z", ""]
    rows = [f"{case},{'ABC'[i]},r{i},2014-10-{22 + i:02d} {11 + i}:15:41{zone}" for case in range(8) for i, zone in enumerate(zones)]
    return "case_id,activity,resource,timestamp\n" + "\n".join(rows) + "\n"


def tables():
    rows = [f"{i * 0.5},{'ab'[i % 2]},{i % 7},{'rgb'[i % 3]}" for i in range(20)]
    missing = [f"{'?' if i % 5 == 0 else i},{'ab'[i % 2]},{'NA' if i % 3 == 0 else i},{'rgb'[i % 3]}" for i in range(20)]
    return ["y,k,x,c\n" + "\n".join(rows) + "\n", "y,k,x,c\n" + "\n".join(missing) + "\n", 'a,b,c\n1,2.5,x\n3,,"q ""z"" ,\n"\n', "\ufeffa;b\r\n1;2\r\n",
            "a\tb\n1e300\t-.5e-7\n", "x\n\n1\n 2 \n+3.\n", "a,a,a\n1,2,3\n", "a,b,c\n1,1.0,01\nN/A,null,-\n"]


# Four characters of two alphabets, 20 drawings each: images of one pixel, alphabet, character and drawer, and the list.
OMNIGLOT = [idx(8, [80, 1, 1], bytes(range(80))), idx(8, [80, 3], bytes(n for c in range(4) for d in range(1, 21) for n in (c // 2, c % 2, d))), b"0 A 2\n1 B 2\n"]

ARFF = ["% c\n@relation 'r x'\n@attribute a numeric\n@attribute 'b c' {red, 'gr een', \"bl\\\"ue\"}\n@attribute s string\n@attribute d date\n@data\n"
        "1.5,red,'x y',?\n?, 'gr een', z, 1 % end\n",
        "@relation r\n@attribute a real [0,1]\n@attribute b {0,1}\n@attribute c integer\n@data\n{0 1.5, 1 1}\n{ 2 7 }\n{}\n"]

GOLDEN = {"schema_version": 1, "file": "f", "shared": {"t": {"k": {"shape": [1, 2], "data": [1, "NaN"]}}},
          "cases": [{"id": "1", "method": "ew", "hyperparameters": {}, "input": {"a": "k", "b": [["x"], None, True]},
                     "expected": {"w": {"shape": [2], "data": [1, 1]}}, "rtol": 0, "atol": 0}]}

FILTERS = ["method = uw-so and seed < 3", "not (a != 'x y' or validation.a.b >= 1e-3) and state in (done, \"failed\")", "x is not missing and y is missing", "a ~ b or c !~ d", "((((a=1))))"]

SETTINGS = ["training.epochs=5\nbalancing=uw-so\nbalancing.temperature=3\ndata.targets.0.name=m\nnetwork.hidden=[4, 4]\n",
            "comparison.methods=[ew, {method: uw-so, grid: {temperature: {from: 1, to: 5, step: 1, refine: 0.5}}}]\nsearch.prune=halving\ntraining.schedule={kind: step, every: 3}"]


CONLLU = """# sent_id = weblog-1
1\tI\t_\tPRON\t_\t_\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\t_\tAUX\t_\tMood=Ind\t4\taux\t_\t_
3\tn't\t_\tPART\t_\t_\t4\tadvmod\t_\t_
4\tgo\t_\tVERB\t_\t_\t0\troot\t_\t_
4.1\tgone\t_\t_\t_\t_\t_\t_\t_\t_

# sent_id = email-2
1\tNew York\t_\tPROPN\t_\t_\t_\t_\t_\t_

"""


def nifti(order, data):
    """A NIfTI-1 file of 2 × 1 × 2 voxels of int16."""
    header = bytearray(352)
    struct.pack_into(order + "i", header, 0, 348)
    struct.pack_into(order + "8h", header, 40, 3, 2, 1, 2, 1, 1, 1, 1)
    struct.pack_into(order + "2h", header, 70, 4, 16)
    struct.pack_into(order + "4f", header, 76, 1, 1, 1, 2)
    struct.pack_into(order + "3f", header, 108, 352, 2, -1)
    struct.pack_into(order + "h", header, 252, 1)
    header[344:348] = b"n+1\0"
    return bytes(header) + data


MARKINGS = """<?xml version="1.0"?>
<root><markinglist>
<marking><circleregion><centroid><coords2d>10,12</coords2d></centroid><radius>4</radius></circleregion><confidencelevel>High</confidencelevel>
<markingtype>Haemorrhages</markingtype></marking>
<marking><polygonregion><coords2d>1,1</coords2d><coords2d>9,1</coords2d><coords2d>5,8</coords2d></polygonregion><confidencelevel>Medium</confidencelevel>
<markingtype>Hard_exudates</markingtype></marking>
</markinglist></root>
"""
NIFTI, NIFTI_BIG = nifti("<", b"abcdefgh"), nifti(">", b"abcdefgh")


def seeds():
    """Name of a harness → contents."""
    floats = {"a": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, "b": {"dtype": "BOOL", "shape": [2], "data_offsets": [24, 26]}}
    found = {
        "safetensors": [safetensors(floats, bytes(24) + b"\1\0"), safetensors({"__metadata__": {"format": "pt"}, "a.b": {"dtype": "BF16", "shape": [], "data_offsets": [0, 2]}}, bytes(2)),
                        struct.pack("<Q", 1 << 60) + b"{}"],
        "header": [json.dumps({"a\U0001f600": [1, 2, {"b": "c\n"}], "x": {}}), '{"a":{"dtype":"F32","shape":[1,9223372036854775807],"data_offsets":[0,4]}}'],
        "npy": [npy("<f4", "(2, 3)", bytes(24)), npy(">i8", "(3,)", bytes(24)), npy("|b1", "()", b"\1"), npy("<u2", "(2, 2)", bytes(8), 2, True), npy("<f8", "(0, 3)", b"", 3)],
        "idx": [idx(code, [2, 2], bytes(range(4 * width))) for code, width in [(8, 1), (9, 1), (11, 2), (12, 4), (13, 4), (14, 8)]] + [gzip.compress(idx(8, [3], b"abc")), idx(14, [0xffffffff] * 4, b"")],
        "cifar": [bytes([3]) + bytes(3072), gzip.compress((bytes([9]) + bytes(range(256)) * 12) * 2), bytes([10]) + bytes(3072), bytes(3074)],
        "image-list": ["a/b c/1.png 0\r\na/2.jpg\t2\n\n", "\ufeffx.png 65535\n/y.png 1\n", "../z.png 0\n", "a -1\nb one\n1\n", gzip.compress(b"a.png 1\nb.png 2 ")],
        "lesion-boxes": ["index,source_id,class,class_name,cx,cy,w,h\n0,a,0,optic_disc,0.5,0.5,0.1,0.2\n2,b,1,hard_exudate,0.2,0.9,0.05,0.05\n", "index,class\n0,1\n", "index,source_id,class,class_name,cx,cy,w,h\n9,a,0,x,nan,1e400,-1,0\n"],
        "markings": [MARKINGS, MARKINGS.replace("10,12", "10"), "<root>" * 40, '<!DOCTYPE a [<!ENTITY b "c">]><root/>'],
        "photographs": [idx(8, [2, 2, 2, 3], bytes(range(24))), idx(8, [1, 1, 1, 4], bytes(4)), gzip.compress(idx(8, [1, 1, 2, 3], bytes(6)))],
        "nifti": [NIFTI, NIFTI[:300], gzip.compress(NIFTI), NIFTI_BIG],
        "nrrd": [
            "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 1 2\nspacings: 1 1 2\nencoding: raw\n\nabcd",
            "NRRD0005\n# c\ntype: double\ndimension: 3\nspace: left-posterior-superior\nsizes: 1 1 1\nspace directions: (1,0,0) (0,1,0) (0,0,2)\nspace origin: (0,0,0)\nendian: big\nencoding: raw\n\nabcdefgh",
            b"NRRD0004\ntype: int16\ndimension: 3\nsizes: 1 1 2\nendian: little\nencoding: gzip\n\n" + gzip.compress(b"abcd"),
        ],
        "omniglot": [bytes([place + tasks]) + content for tasks in (0, 4) for place, content in enumerate(OMNIGLOT)] + [bytes([1]) + gzip.compress(OMNIGLOT[1]), bytes([2]) + b"0 A 2\n1 A 3\n"],
        "csv": tables() + [gzip.compress(b"a,b\n1,2\n"), gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n")],
        "table": tables(),
        "arff": ARFF,
        "labels": ['<?xml version="1.0"?>\n<labels xmlns="http://mulan.sourceforge.net/labels">\n<label name="a&amp;b"></label>\n<label name=\'c\'><label name="d"/></label>\n</labels>\n'],
        "gzip": [gzip.compress(b"hello" * 100), gzip.compress(b"a") + gzip.compress(b""), gzip.compress(bytes(1000))],
        "raw64": [struct.pack("<6d", *range(6)), gzip.compress(struct.pack("<3d", *range(3)))],
        "celeba": ["2\n5_o_Clock Bald\n000001.jpg -1  1\n000002.jpg  1 -1\n", "000001.jpg 0\n000002.jpg 2\n", "image_id,a,b\n1.jpg,-1,1\n2.jpg,0,1\n"],
        "events": [events(), events().replace("2014-10-", "2014/10/"), events() + "\n\n"],
        "conllu": [CONLLU, CONLLU.replace("\n", "\r\n"), gzip.compress(CONLLU.encode()), CONLLU[:-1]],
        "word-columns": ["a x B-N\nb y I-N\n\n" * 12, "# c\na b\tx\tO\n\n" * 12, gzip.compress(b"a x O\n\n" * 12)],
        "text-table": ["text,kind\n" + "\"It's a, b-c.\",x\n,y\n" * 10] + tables(),
        "vectors": ["3 2\na 1 2\nthe -1e3 .5 \n", "a 1\n\xe9 2 3\n", gzip.compress(b"a 1 2\n")],
        "png": [png(3, 2, depth, colour) for depth, colour in [(1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6)]]
        + [png(8, 8, 8, 2, 1), png(2, 2, 8, 3, extra=b"t"), png(2, 2, 8, 0, extra=b"t"), png(1 << 30, 1 << 30, 8, 2, pixels=b"\0")],
        "yaml": ["data: {kind: scenes}\n", "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b]\ndata: {kind: scenes}\n", "!!map {? data : !<x> {kind: scenes}}\n"],
        "set": SETTINGS, "filter": FILTERS, "golden": [json.dumps(GOLDEN)],
    }
    for path in glob.glob(ROOT + "/examples/*.yaml"):
        with open(path, "rb") as file:
            found.setdefault("landscape" if path.endswith("toy.yaml") else "yaml", []).append(file.read())
    for name, pattern in [("jpeg", "*.jp*g"), ("png", "*.png"), ("npy", "*.npy")]:
        for path in glob.glob(f"{ROOT}/Tests/**/{pattern}", recursive=True):
            if os.path.getsize(path) < 20_000:
                with open(path, "rb") as file:
                    found.setdefault(name, []).append(file.read())
    return found


def of_runs(folder):
    """Seeds from the files of runs that a comparison has left."""
    found = {"tfevents": [], "protobuf": [], "json": []}
    for run in glob.glob(glob.escape(folder) + "/*/*/"):
        for path in glob.glob(glob.escape(run) + "events*"):
            with open(path, "rb") as file:
                data = file.read()
            found["tfevents"].append(data)
            place = 0
            while place + 12 < len(data) and len(found["protobuf"]) < 40:
                length = struct.unpack_from("<Q", data, place)[0]
                found["protobuf"].append(data[place + 12:place + 12 + length])
                place += 16 + length
        for kind, name in [(0, "result.json"), (2, "job.json"), (4, "checkpoints/last/state.json"), (5, "environment.json")]:
            if os.path.exists(run + name):
                with open(run + name, "rb") as file:
                    found["json"].append(bytes([kind]) + file.read())
        if os.path.exists(run + "metrics.jsonl"):
            with open(run + "metrics.jsonl", "rb") as file:
                found["json"] += [b"\1" + line for line in file.read().splitlines()[:2]]
    return found


def write(folder, found):
    for name, contents in found.items():
        place = os.path.join(folder, name)
        shutil.rmtree(place, ignore_errors=True)
        os.makedirs(place)
        for number, content in enumerate(contents):
            with open(os.path.join(place, str(number)), "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())
