"""Backups: one file that holds a company (its database, its files, its key) and proves that it came back whole."""
