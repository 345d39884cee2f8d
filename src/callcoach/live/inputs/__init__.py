"""Which inputs a session takes, how loud they are, and what is remembered of them."""
