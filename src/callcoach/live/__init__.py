"""A call that is going on: watched, told about in rare cues, and reviewed when it ends."""
