"""The parts of `benchmarks/accuracy.py`: truths, scenes, scores, baselines, tables."""
