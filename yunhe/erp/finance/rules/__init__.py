"""Decisions of the books without I/O: averages, splits, ages."""
