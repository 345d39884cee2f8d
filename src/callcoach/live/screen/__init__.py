"""The panel of a live call, drawn so that only what changed is sent."""
