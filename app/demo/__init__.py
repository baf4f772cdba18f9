"""The demo: everything on one machine with demo data, local sign-in and local mail. Never in production."""
