"""Probabilities of the Poisson law and of its gamma relative, in log space: the base of every Erlang formula here."""

from __future__ import annotations

import numpy as np
from scipy.special import gammainc, gammaln, pdtr, xlogy

from cs_productivity.given_numbers import Floats

# from here on the series for ln n! is exact to the last digit
_LARGE = 30.0
# Continued fractions replace cumulative probabilities so many standard deviations from the mean: nearer, they
# converge slowly; further out, the probabilities underflow. So many terms reach 1e-13 there at any load.
_DEVIATIONS = 4.0
_TERMS = 30


def log_poisson(count: Floats, mean: Floats) -> Floats:
    """Return ln(mean^count e^-mean / count!), also for a count that is not whole.

    The distance from the mean is taken before the logarithm (C. Loader, "Fast and accurate computation of binomial
    probabilities", 2000): n ln A and ln n! apart have no correct digits left in their difference at large loads.
    """
    count, mean = np.broadcast_arrays(count, mean)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        near = xlogy(count, mean) - mean - gammaln(count + 1)
        distance = count - mean
        exponent = count * np.log1p(distance / mean) - distance
        inverse = 1 / count
        correction = inverse * (1 / 12 - inverse**2 * (1 / 360 - inverse**2 / 1260))
        far = -exponent - np.log(2 * np.pi * count) / 2 - correction
    return np.where((count < _LARGE) | (mean <= 0), near, far)


def poisson_hazard(count: Floats, mean: Floats) -> Floats:
    """Return P(X = count) / P(X <= count) for X of the Poisson law, count whole, which is the Erlang B formula."""
    count, mean = np.broadcast_arrays(count, mean)
    with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
        hazard = np.exp(log_poisson(count, mean)) / pdtr(count, mean)
    # far below the mean both probabilities underflow: Legendre's fraction for the upper incomplete gamma function
    is_far = mean - count > _DEVIATIONS * np.sqrt(mean)
    if np.any(is_far):
        hazard = np.array(hazard)
        number, load = count[is_far], mean[is_far]
        rest = np.zeros_like(load)
        for term in range(2 * _TERMS, 0, -1):
            factor = np.maximum(term * (number - term + 1), 0.0)
            rest = factor / (load - number + 2 * term + rest)
        hazard[is_far] = (load - number + rest) / load
    # a last digit must not make more than all of it
    return np.minimum(hazard, 1.0)


def lower_gamma_hazard(shape: Floats, mean: Floats) -> Floats:
    """Return g = mean^shape e^-mean / (shape * lower gamma(shape, mean)), which is 1 / 1F1(1; shape + 1; mean).

    It is between 0 and 1: 1 where nobody waits, 0 under overload.
    """
    shape, mean = np.broadcast_arrays(shape, mean)
    with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
        hazard = np.exp(log_poisson(shape, mean)) / gammainc(shape, mean)
    is_far = _is_far_below(mean, shape)
    if np.any(is_far):
        hazard = np.array(hazard)
        hazard[is_far] = _far_hazard(shape[is_far], mean[is_far])
    hazard = np.where((mean <= 0) | (shape <= 0), np.where(shape > 0, 1.0, np.exp(-mean)), hazard)
    return np.minimum(hazard, 1.0)


def _is_far_below(mean: Floats, shape: Floats) -> Floats:
    """Where the fraction below converges; for small shapes it does all the way, where powers of a mean underflow."""
    return (shape - mean > _DEVIATIONS * np.sqrt(shape)) | ((shape < 20) & (mean < shape))


def _far_hazard(shape: Floats, mean: Floats) -> Floats:
    """The same by the continued fraction of the lower incomplete gamma function (DLMF 8.9.1)."""
    rest = np.zeros_like(mean)
    for term in range(2 * _TERMS, 1, -1):
        factor = term // 2 * mean if term % 2 == 0 else -(shape + term // 2) * mean
        rest = factor / (shape + term + rest)
    return 1 - mean / (shape + 1 + rest)


def tail_ratio(shape: Floats, mean: Floats, fraction: Floats, log_fraction: Floats) -> Floats:
    """Return lower gamma(shape + 1, mean * fraction) / (mean * lower gamma(shape, mean)), without underflow of either.

    Args:
        shape: above 0.
        mean: above 0.
        fraction: between 0 and 1, given with its logarithm, which stays exact where the fraction rounds to 1 or 0.
        log_fraction: natural logarithm of the fraction.
    """
    shape, mean, fraction, log_fraction = np.broadcast_arrays(shape, mean, fraction, log_fraction)
    shorter = mean * fraction
    with np.errstate(divide="ignore", invalid="ignore", under="ignore"):
        ratio = shape / mean * gammainc(shape + 1, shorter) / gammainc(shape, mean)
    is_far = _is_far_below(mean, shape)
    if np.any(is_far):
        ratio = np.array(ratio)
        number, load, short = shape[is_far], mean[is_far], shorter[is_far]
        # the powers and exponentials of both functions in one exponent
        exponent = (number + 1) * log_fraction[is_far] - load * np.expm1(log_fraction[is_far])
        hazards = lower_gamma_hazard(number, load) / lower_gamma_hazard(number + 1, short)
        ratio[is_far] = number / (number + 1) * np.exp(exponent) * hazards
    return ratio
