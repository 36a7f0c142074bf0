"""Tryton on the same work: a program of its own, run by the interpreter of its own environment (`requirements.txt`)."""
