"""Draws the pictures of the guide: a city day's routes, and a shop's Gantt chart before and after a fault.

python bench/planning/routing_pictures.py
"""

from __future__ import annotations

from pathlib import Path

from routing_city import city_day

from yunhe.planning import routing, scheduling
from yunhe.planning.scheduling import Alternative, Crew, Job, Machine, Operation, Shift, Shop

PICTURES = Path(__file__).parents[2] / "docs" / "guide" / "pictures"


def city_map() -> str:
    day = city_day(1)
    plan = routing.plan(day.problem, seconds=3, seed=1)
    kilometres = f"{plan.distance / 1000:.0f} km"
    return routing.draw(day.problem, plan, day.points, title=f"80 stops, {len(plan.routes)} vans, {kilometres}")


def joinery() -> Shop:
    """Two days of a joinery: eight orders, five machines, day shifts, one fitter, set-ups between oak and pine."""
    days = (Shift(480, 1020), Shift(1920, 2460), Shift(3360, 3900), Shift(4800, 5340), Shift(6240, 6780))
    machines = tuple(Machine(name, days, "pine") for name in ("saw 1", "saw 2", "planer", "press", "paint"))
    jobs = tuple(_order(number) for number in range(8))
    setups = {(m.name, a, b): 30 for m in machines for a, b in (("oak", "pine"), ("pine", "oak"))}
    return Shop(machines, jobs, (Crew("fitter", 1, days),), setups, start=480)


def _order(number: int) -> Job:
    wood = "oak" if number % 3 else "pine"
    saws = (Alternative("saw 1", 60 + 10 * (number % 4)), Alternative("saw 2", 75 + 10 * (number % 4)))
    steps = (
        Operation(saws, family=wood),
        Operation((Alternative("planer", 50 + 15 * (number % 3)),), family=wood),
        Operation((Alternative("press", 90),), family=wood, crew="fitter"),
        Operation((Alternative("paint", 40),), family=wood, divisible=False),
    )
    return Job(f"order {number + 1}", steps, due=(1020, 2200, 2460)[number % 3], urgency=1 + number % 3)


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / "routing-city.svg").write_text(city_map())
    shop = joinery()
    plan = scheduling.schedule(shop, seconds=2, seed=1)
    (PICTURES / "scheduling-before.svg").write_text(scheduling.draw(shop, plan, title="The plan (red edge: late)"))
    fault = scheduling.MachineDown("press", 600, 900)
    answer = scheduling.what_if(shop, plan, [fault], now=560, seconds=2, seed=1)
    told = "If the press stands still from 600 to 900"
    (PICTURES / "scheduling-fault.svg").write_text(scheduling.draw(answer.shop, answer.after, title=told))
    for shift in answer.shifts:
        print(shift.job, shift.due, shift.before, shift.after, shift.worse)
    print(plan.bottleneck, plan.cost, answer.after.cost)
