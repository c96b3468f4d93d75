#!/usr/bin/env python3
"""Writes rank_tests.json next to it: tests of ranks and their distributions by SciPy, Holm's correction by statsmodels.

Made with scipy 1.17.1, numpy 2.4.6 and statsmodels 0.14.
"""
import itertools
import json
import math
import pathlib

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

here = pathlib.Path(__file__).parent
random = np.random.default_rng(7)


def chance_of_one_order(improvements):
    """All blocks have the first one's order: the share of its different orders, for each other block."""
    return 1 / len(set(itertools.permutations(improvements[0]))) ** (len(improvements) - 1)


def exact_friedman(ranks):
    """The share of all orders within blocks whose squared rank sums are as large; None where there are too many."""
    if math.factorial(ranks.shape[1]) ** (len(ranks) - 1) > 2e5:
        return None
    orders = [list(set(itertools.permutations((2 * block).astype(int)))) for block in ranks]
    found = int(((2 * ranks).astype(int).sum(axis=0) ** 2).sum())
    first = np.asarray(orders[0][0])
    sums = [sum(np.asarray(order) for order in choice) + first for choice in itertools.product(*orders[1:])]
    return float(np.mean([(total**2).sum() >= found for total in sums]))


def friedman(improvements):
    """Blocks by methods, higher is better."""
    values = -np.asarray(improvements)
    count, k = values.shape
    chi, p = stats.friedmanchisquare(*values.T)
    ranks = stats.rankdata(values, axis=1).mean(axis=0)
    rest = count * (k - 1) - chi
    f = (count - 1) * chi / rest if rest > 1e-9 else None
    scale = np.sqrt(k * (k + 1) / (12 * count))
    return {
        "improvements": np.asarray(improvements).tolist(),
        "mean_ranks": ranks.tolist(),
        "chi_squared": chi,
        "chi_squared_p": p,
        "f": f,
        "exact_p": exact_friedman(stats.rankdata(values, axis=1)),
        "f_p": stats.f.sf(f, k - 1, (k - 1) * (count - 1)) if f is not None else chance_of_one_order(improvements),
        "critical_difference": stats.studentized_range.ppf(0.95, k, np.inf) * scale,
        "nemenyi_p_first_second": stats.studentized_range.sf(abs(ranks[0] - ranks[1]) / scale, k, np.inf),
    }


def exact_wilcoxon(differences):
    """Twice the share of all signs whose positive ranks, shared where sizes are equal, sum to at most the smaller sum."""
    ranks = stats.rankdata(np.abs(differences))
    smaller = min(ranks[differences > 0].sum(), ranks[differences < 0].sum())
    signs = itertools.product([0, 1], repeat=len(ranks))
    return float(min(1, 2 * np.mean([np.dot(sign, ranks) <= smaller for sign in signs])))


def wilcoxon(differences, method):
    differences = np.asarray(differences, dtype=float)
    result = stats.wilcoxon(differences, zero_method="wilcox", correction=False, method=method if method != "signs" else "approx")
    p = float(result.pvalue) if method != "signs" else exact_wilcoxon(differences[differences != 0])
    return {
        "differences": differences.tolist(), "exact": method != "approx",
        "statistic": float(result.statistic), "p": p,
    }


probabilities = [0.001, 0.04, 0.02, 0.6, 0.04, 0.013]
cases = {
    "chi_squared": [
        {"x": x, "df": df, "sf": stats.chi2.sf(x, df)}
        for x, df in [(0.3, 1), (5.991464547, 2), (26.42, 12), (4.2, 9), (120.5, 40), (1e-4, 3), (80, 6)]
    ],
    "f": [
        {"x": x, "numerator": a, "denominator": b, "sf": stats.f.sf(x, a, b)}
        for x, a, b in [(1.0, 3, 12), (2.87, 4, 56), (9.5, 2, 4), (0.2, 7, 21), (35.0, 12, 300)]
    ],
    "normal": [{"x": x, "cdf": stats.norm.cdf(x)} for x in [-9.0, -3.2, -0.4, 0.0, 1.96, 6.0]],
    "studentized_range": [
        {"probability": p, "count": k, "quantile": stats.studentized_range.ppf(p, k, np.inf)}
        for p, k in [(0.95, 2), (0.95, 3), (0.95, 5), (0.9, 8), (0.95, 10), (0.99, 14), (0.95, 40)]
    ],
    "friedman": [
        friedman(random.normal(size=(9, 5)) + [0, 0.4, 0.8, 0, 1.2]),
        friedman(random.normal(size=(3, 4))),
        friedman(random.integers(0, 4, size=(12, 6))),
        friedman(np.round(random.normal(size=(24, 10)) + np.linspace(0, 1, 10), 1)),
        friedman([[3, 2, 1], [9, 5, 4], [0.3, 0.2, 0.1], [7, 6, 2]]),
        friedman([[3, 3, 1], [9, 9, 4], [0.3, 0.3, 0.1]]),
        friedman([[3, 2, 1], [1, 2, 3], [9, 8, 7], [4, 3, 5], [2, 1, 0]]),
        friedman([[4, 4, 1, 2], [3, 2, 2, 1], [9, 8, 7, 7]]),
        friedman([[5, 4, 3, 2, 1], [4, 5, 3, 2, 1], [5, 3, 4, 1, 2]]),
    ],
    "wilcoxon": [
        wilcoxon([0.3, -0.1, 0.5], "exact"),
        wilcoxon(random.normal(0.3, 1, size=9), "exact"),
        wilcoxon(random.normal(-0.5, 1, size=24), "exact"),
        wilcoxon(random.normal(0.1, 1, size=50), "exact"),
        wilcoxon(random.normal(0.2, 1, size=60), "approx"),
        wilcoxon([1, 2, 2, -1, 3, 0, 4, -2, 5, 5, 0, 1], "signs"),
        wilcoxon([0.5, 0.5, -0.5, 0.5, 1.0], "signs"),
        wilcoxon([1, 1, 1, 1], "signs"),
    ],
    "holm": [{"p": probabilities, "adjusted": multipletests(probabilities, method="holm")[1].tolist()}],
}
(here / "rank_tests.json").write_text(json.dumps(cases, indent=1) + "\n")
