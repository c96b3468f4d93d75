"""Draws each sharing scheme of the catalogue on one small experiment and writes the gallery, docs/sharing.md, with one picture
for each scheme in docs/sharing.

    python3 Scripts/gallery.py --executable .build/release/equipoise
"""

import argparse
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "sharing.md"
PICTURES = ROOT / "docs" / "sharing"
EXPERIMENT = ROOT / "Scripts" / "gallery.yaml"

# The trunks on which a scheme is tried: the first that it can use is drawn.
TRUNKS = [
    ["network.trunk=segnet", "network.widths=[8, 16]"],
    ["network.trunk=resnet18"],
]

# What some schemes need to be drawn on this trunk, or show themselves best with.
SETTINGS = {
    "sluice": "{kind: sluice, all-levels: false}",
    "layer-assignment": "{kind: layer-assignment, levels: [2, 4]}",
    "routing": "{kind: routing, tasks-per-step: all}",
}

HEAD = """# The ways to share parameters

One picture for each sharing scheme, drawn by `equipoise draw` from the network as it is built and traced. The tasks are
segmentation and depth of images of 16×32 pixels; the trunk is small, so that the picture fits on a page. `make gallery` draws this page
again.

How to read a picture: each box is a layer or a block of layers. Its colour says which tasks move its parameters, that is, whose
losses have a gradient there; a dashed border says that no balancing method looks at them. White boxes have no parameters. An
arrow is a tensor, and the numbers next to it are its sizes for one sample.

"""


def run(executable, *arguments):
    return subprocess.run([executable, *arguments], capture_output=True, text=True, cwd=ROOT)


def sentence(text):
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def count(number):
    return f"{number:,}"


def drawn(executable, scheme):
    """The drawing of a scheme as JSON, and the changes of the experiment that it was made with; None if no trunk serves."""
    reasons = []
    for trunk in TRUNKS:
        changes = [part for change in [f"name={scheme}", f"network.sharing={SETTINGS.get(scheme, scheme)}", *trunk] for part in ("--set", change)]
        result = run(executable, "draw", str(EXPERIMENT.relative_to(ROOT)), *changes, "--verify", "--json")
        if result.returncode == 0:
            return json.loads(result.stdout), changes
        reasons.append(result.stderr.strip())
    print(f"{scheme}: not drawn. " + " / ".join(reasons), file=sys.stderr)
    return None


def section(executable, scheme):
    found = drawn(executable, scheme)
    if found is None:
        return None
    drawing, changes = found
    picture = PICTURES / f"{scheme}.svg"
    written = run(executable, "draw", str(EXPERIMENT.relative_to(ROOT)), *changes, "--output", str(picture))
    if written.returncode:
        sys.exit(written.stderr)
    card = json.loads(run(executable, "describe", scheme, "--json").stdout)
    shares = {role: 0 for role in ("balanced", "joint", "own", "frozen")}
    for share in drawing["shares"]:
        shares[share["role"]] += share["parameters"]
    parts = [f"{count(shares['balanced'])} are shared"]
    if shares["joint"]:
        parts.append(f"{count(shares['joint'])} are moved by several tasks outside of the balancing")
    parts.append(f"{count(shares['own'])} belong to one task")
    title = card["title"]
    paper = f"\n\nSource: {card['paper']}." if card.get("paper") else ""
    return (
        f"## {title} (`{scheme}`)\n\n{sentence(card['summary'])} Of {count(drawing['parameters'])} parameters "
        f"{', '.join(parts[:-1])} and {parts[-1]}; a sample takes {drawing['multiplyAddsPerSample'] / 1e6:.1f} million "
        f"multiply-adds.{paper}\n\n![{title}: the network with the tasks that move each layer](sharing/{picture.name})\n"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--executable", default=str(ROOT / ".build" / "release" / "equipoise"))
    executable = str(pathlib.Path(parser.parse_args().executable).resolve())
    PICTURES.mkdir(parents=True, exist_ok=True)
    listed = run(executable, "list", "sharing", "--json")
    if listed.returncode:
        sys.exit(listed.stderr)
    sections = [section(executable, entry["name"]) for entry in json.loads(listed.stdout)]
    PAGE.write_text(HEAD + "\n".join(part for part in sections if part))


main()
