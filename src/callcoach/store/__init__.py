"""What is remembered beside recordings and reviews."""
