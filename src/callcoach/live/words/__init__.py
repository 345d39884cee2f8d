"""What is said in a call that is going on, written down in a process of its own."""
