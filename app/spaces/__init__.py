"""Where accepted projects work with those who help them."""
