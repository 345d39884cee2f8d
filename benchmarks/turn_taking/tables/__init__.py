"""One file a table; each prints its rows, its baselines and what is required of it."""
