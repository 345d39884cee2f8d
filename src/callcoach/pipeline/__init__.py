"""The whole recipe: a call in, a review out."""
