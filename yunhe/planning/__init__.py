"""Pure planning: values in, values out. No Django, no clock, no I/O; a seed and a limit are arguments.

Each module stands alone and is imported by its name (`from yunhe.planning import mrp`). Heavy solvers are imported
inside the functions that need them, so that `import yunhe.planning` stays cheap.
"""
