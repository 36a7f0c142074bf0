"""What the walk over all routes needs: a company with two places, its secrets, and how every address is filled in."""
