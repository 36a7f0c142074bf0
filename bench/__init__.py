"""Reproducible figures: `python -m bench` measures the loop; each module of `planning/` and `kernel/` runs on its own."""
