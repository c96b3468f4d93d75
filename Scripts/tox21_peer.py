"""Random forests and logistic regressions for the assays of examples/tox21.yaml, one for each assay, on the same test molecules.

    python3 Scripts/tox21_peer.py        # needs numpy and scikit-learn; prints the AUC of each assay and their mean
"""
import csv
import gzip
import os

import numpy
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "examples", "data", "tox21")
MASK, GOLDEN = (1 << 64) - 1, 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def permutation(count, *key):
    """The draw of `split: {seed: 0}`: SplitMix64 with Lemire's multiplication, and Fisher and Yates' exchange."""
    counter = GOLDEN
    for part in key:
        counter = mix((counter + mix((part + GOLDEN) & MASK)) & MASK)
    order = list(range(count))
    for remaining in range(count, 1, -1):
        while True:
            counter = (counter + GOLDEN) & MASK
            product = mix(counter) * remaining
            if product & MASK >= (1 << 64) % remaining:
                break
        chosen = product >> 64
        order[chosen], order[remaining - 1] = order[remaining - 1], order[chosen]
    return order


def main():
    with gzip.open(os.path.join(FOLDER, "tox21.csv.gz"), "rt") as file:
        names, *rows = csv.reader(file)
    labels = numpy.array([[float(cell) if cell else numpy.nan for cell in row[1:]] for row in rows])
    with gzip.open(os.path.join(FOLDER, "tox21_ecfp4_1024.bits.gz")) as file:
        bits = numpy.unpackbits(numpy.frombuffer(file.read(), numpy.uint8).reshape(len(rows), -1), axis=1)
    usable = bits.any(axis=1)
    labels, bits = labels[usable], bits[usable]
    order = permutation(len(bits), 0, 0x7461626C65)
    part = round(0.1 * len(bits))
    test, train = order[:part], order[2 * part:]
    models = {
        "random forest, 500 trees": lambda: RandomForestClassifier(500, n_jobs=-1, random_state=0),
        "logistic regression, C = 0.1": lambda: LogisticRegression(C=0.1, max_iter=2000),
    }
    for title, model in models.items():
        areas = []
        for assay, name in enumerate(names[1:]):
            rows = [row for row in train if not numpy.isnan(labels[row, assay])]
            asked = [row for row in test if not numpy.isnan(labels[row, assay])]
            fitted = model().fit(bits[rows], labels[rows, assay])
            areas.append(roc_auc_score(labels[asked, assay], fitted.predict_proba(bits[asked])[:, 1]))
            print(f"{title}, {name}: {areas[-1]:.4f}")
        print(f"{title}: mean AUC {numpy.mean(areas):.4f}")


if __name__ == "__main__":
    main()
