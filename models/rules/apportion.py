"""Sharing a known total over places of which only the proportions are known."""

from __future__ import annotations

from collections.abc import Mapping


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share ``total`` in proportion to ``weights`` by largest remainder (Hamilton).

    The shares sum to ``total`` exactly, each is its quota rounded down or up, and a zero weight gets nothing.
    Ties go to the larger weight, then to the lower code, so the result never depends on the order given.
    Raises ValueError on a negative number, or when there is something to share and no weight at all.
    """
    whole = sum(weights.values())
    if total < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("negative")
    if total == 0:
        return dict.fromkeys(weights, 0)
    if whole == 0:
        raise ValueError("no weight")
    shares = {code: total * weight // whole for code, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda code: (-(total * weights[code] % whole), -weights[code], code))
    for code in by_remainder[: total - sum(shares.values())]:
        shares[code] += 1
    return shares
