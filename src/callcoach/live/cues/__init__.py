"""What is to be told of a call that is going on, and when it is held back."""
