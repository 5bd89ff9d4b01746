"""What Siaga costs, as ratios to what stands beside it, measured in turn in the same run.

`python -m benchmarks` (or `make bench`) prints one table; docs/performance.md says how to read it.
"""
