#!/usr/bin/env python3
"""How often simultaneous intervals fail: `python3 Scripts/interval_rates.py [trials]` (needs NumPy and SciPy).

Experiments in which no method has any effect are simulated, and the rule of `SimultaneousIntervals.swift` is applied to them,
written a second time here. Each line is a number of seeds, of methods and a kind of noise, with the shares in percent of
experiments in which

  pays    some method's Δm lies wholly on the good side
  either  some method's Δm leaves out zero, on either side: one less the coverage of all intervals at once
  worse   some method is called worse than the best
  before  the same by Student's intervals of one comparison each: pays, worse

10,000 trials take about a quarter of an hour on one core.
"""
import functools
import sys

import numpy as np
from scipy import stats

LEVEL = 0.95
DRAWS = 10_000
SEEDS = (2, 3, 5, 10)
METHODS = (1, 2, 4, 10, 46)
random = np.random.default_rng(0)

# The noise of the baseline (first) and of the methods.
KINDS = {
    "independent": lambda size: random.standard_normal(size),
    "common seed effect": lambda size: random.standard_normal(size) + 2 * random.standard_normal((*size[:2], 1)),
    "baseline three times as noisy": lambda size: random.standard_normal(size) * np.r_[3, np.ones(size[2] - 1)],
    "log-normal deviations": lambda size: random.standard_normal(size) * np.exp(random.standard_normal((size[0], 1, size[2]))),
    "each method 1.5 times as noisy as the next": lambda size: random.standard_normal(size) * 1.5 ** -np.arange(size[2]),
    "two clusters of methods": lambda size: 0.3 * random.standard_normal(size)
    + np.repeat(random.standard_normal((*size[:2], 2)), -(-size[2] // 2), axis=2)[:, :, : size[2]],
    "exponential": lambda size: random.exponential(size=size) - 1,
    "Student's t, 3 degrees of freedom": lambda size: random.standard_t(3, size=size),
}


def covariances(values):
    centred = values - values.mean(axis=1, keepdims=True)
    return centred.transpose(0, 2, 1) @ centred / (values.shape[1] - 1)


def pair_variances(values):
    """Of all differences of two columns: experiments by columns by columns."""
    matrix = covariances(values)
    own = np.diagonal(matrix, axis1=1, axis2=2)
    return np.maximum(own[:, :, None] + own[:, None, :] - 2 * matrix, 0)


def largest(values, pairs):
    """The largest |t| of each experiment, against zero or over all pairs."""
    means, count, methods = values.mean(axis=1), values.shape[1], values.shape[2]
    if pairs:
        effects, variances = means[:, :, None] - means[:, None, :], pair_variances(values)
        typical = variances.sum(axis=(1, 2)) / (methods * (methods - 1))
        typical = typical[:, None, None]
    else:
        effects, variances = means, values.var(axis=1, ddof=1)
        typical = variances.mean(axis=1, keepdims=True)
    errors = np.sqrt(np.maximum(variances, typical) / count)
    return np.abs(effects / errors).reshape(len(values), -1).max(axis=1)


def parts(trials, methods):
    size = max(1, min(trials, 4_000_000 // (methods + 1) ** 2))
    return [min(size, trials - start) for start in range(0, trials, size)]


@functools.cache
def critical(methods, seeds, pairs):
    value = stats.t.ppf((1 + LEVEL) / 2, seeds - 1)
    if methods == 1 + pairs or methods == 1:
        return value
    for noisy in sorted({count for count in (2, 3, 5, 8, 13, 21, 34) if count < methods} | {methods}):
        mask = np.arange(methods) < noisy
        found = [
            largest(random.standard_normal((part, seeds, methods)) * mask, pairs) for part in parts(DRAWS, methods)
        ]
        value = max(value, np.quantile(np.concatenate(found), LEVEL, method="higher"))
    return value


def rates(kind, methods, seeds, trials):
    pays = either = worse = pays_before = worse_before = 0
    student = stats.t.ppf((1 + LEVEL) / 2, seeds - 1)
    for part in parts(trials, methods):
        values = KINDS[kind]((part, seeds, methods + 1))
        changes = values[:, :, 1:] - values[:, :, :1]
        means, variances = changes.mean(axis=1), changes.var(axis=1, ddof=1)
        errors = np.sqrt(np.maximum(variances, variances.mean(axis=1, keepdims=True)) / seeds)
        pays += (means < -critical(methods, seeds, False) * errors).any(axis=1).sum()
        either += (np.abs(means) > critical(methods, seeds, False) * errors).any(axis=1).sum()
        pays_before += (means < -student * np.sqrt(variances / seeds)).any(axis=1).sum()
        if methods > 1:
            every = np.arange(part)
            best = means.argmin(axis=1)
            of_pairs = pair_variances(values[:, :, 1:])
            typical = of_pairs.sum(axis=(1, 2)) / (methods * (methods - 1))
            own = of_pairs[every, best]
            behind = means - means[every, best][:, None]
            errors = np.sqrt(np.maximum(own, typical[:, None]) / seeds)
            worse += (behind > critical(methods, seeds, True) * errors).any(axis=1).sum()
            apart = np.arange(methods) != best[:, None]
            worse_before += ((behind > student * np.sqrt(own / seeds)) & apart).any(axis=1).sum()
    return [100 * int(count) / trials for count in (pays, either, worse, pays_before, worse_before)]


def main():
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for seeds in SEEDS:
        for methods in METHODS:
            print(
                f"{seeds} seeds, {methods} methods: critical values {critical(methods, seeds, False):.2f} against the "
                f"baseline, {critical(methods, seeds, True):.2f} between methods"
            )
            for kind in KINDS:
                pays, either, worse, *before = rates(kind, methods, seeds, trials)
                print(
                    f"  {kind:44} pays {pays:4.1f}  either {either:4.1f}  worse {worse:4.1f}   "
                    f"before {before[0]:4.1f} {before[1]:5.1f}", flush=True
                )


if __name__ == "__main__":
    main()
