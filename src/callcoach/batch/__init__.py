"""Many calls: which there are, what was done, the workers, and the way through them all."""
