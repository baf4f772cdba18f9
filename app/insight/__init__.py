"""Public figures and the public register of projects."""
