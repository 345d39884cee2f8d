"""Reviews in a database: calls, their measures and events, and full-text search."""

from callcoach.store.store import Store

__all__ = ["Store"]
