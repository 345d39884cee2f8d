"""Owns what stands in the folder of a batch, how it is kept in step, and how it is forgotten."""
