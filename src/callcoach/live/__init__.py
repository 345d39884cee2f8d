"""A call that is going on: what is heard, when a cue is due, what the person sees."""
