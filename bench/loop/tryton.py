"""The same work by Tryton, beside us on the same PostgreSQL: installed once under var/tryton from hashed requirements."""

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from bench.loop.measuring import Spread, Watch
from bench.loop.setting import Setting

ROOT = Path(__file__).parents[2]
HOME = ROOT / "var" / "tryton"
PYTHON = HOME / "bin" / "python"
REQUIREMENTS = ROOT / "bench" / "tryton" / "requirements.txt"
PROGRAM = ROOT / "bench" / "tryton" / "sales.py"
DATABASE = "tryton"
ORDERS, BATCH, RUNS = 200, 100, 5


def run(setting: Setting) -> dict[str, Any]:
    """Tryton's fastest in-process path, five runs of 200 sales of three lines. See bench/tryton/sales.py."""
    _install()
    setting.cluster.create_database(DATABASE)
    config = setting.folder / "tryton.conf"
    sockets = setting.cluster.sockets
    config.write_text(f"[database]\nuri = postgresql://yunhe@/?host={sockets}\n[cache]\nclean_timeout = 0\n")
    runs = setting.times(RUNS)
    command = [str(PYTHON), str(PROGRAM), DATABASE, str(config), str(runs), str(ORDERS), str(BATCH)]
    rates, cpu, steps = [], [], []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n", "Tryton could not be set up; its message stands above"
        for _ in range(runs):
            with Watch() as watch:
                said = json.loads(program.stdout.readline())
            rates.append(ORDERS / said["wall"])
            cpu.append(1000 * watch.cpu / ORDERS)
            steps.append(said["steps"])
    setting.cluster.drop_database(DATABASE)
    return {
        "tryton": {
            "orders_per_second": Spread.of(rates).json(),
            "cpu_ms_per_order": Spread.of(cpu).json(1),
            "seconds_per_200": {step: Spread.of(s[step] for s in steps).json() for step in steps[0]},
            "version": _version(),
        }
    }


def _install() -> None:
    """An environment of its own, made anew when the requirements have changed."""
    stamp = HOME / "installed.txt"
    if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return
    print("installing Tryton into var/tryton", file=sys.stderr)
    venv.create(HOME, clear=True, with_pip=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True)
    stamp.write_text(REQUIREMENTS.read_text())


def _version() -> str:
    return next(
        line.split("==")[1].split()[0] for line in REQUIREMENTS.read_text().splitlines() if line.startswith("trytond==")
    )
