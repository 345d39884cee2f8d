"""Blocks of samples to frames of 10 ms."""
