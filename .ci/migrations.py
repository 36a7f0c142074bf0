"""Fails when a model has changed without its migration. Asks no database."""

import sys

import django
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def main() -> None:
    """Print what is missing, one line each, and end with code 1; or end quietly."""
    django.setup()
    translation.deactivate_all()  # migrations keep the English ids
    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    missing = [f"{app}: {step.describe()}" for app, ours in changes.items() for one in ours for step in one.operations]
    if missing:
        sys.exit("\n".join(["migrations are missing (django-admin makemigrations):", *missing]))


if __name__ == "__main__":
    main()
