"""Foreign keys point down, and events that move goods or money are answered both ways."""

from pathlib import Path

from django.apps import apps

from yunhe import loop
from yunhe.kernel.events import KINDS

LAYERS = [
    {"web", "api"},
    {"connectors"},
    {"builder", "insight"},
    {"oms", "wms", "tms", "crm", "purchasing", "production", "finance"},
    {"stock"},
    {"catalog", "partners"},
    {"kernel"},
]
RANK = {label: rank for rank, labels in enumerate(LAYERS) for label in labels}


def test_foreign_keys_point_down_or_stay_in_the_room() -> None:
    wrong = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "many_to_one", False) or target is None or isinstance(target, str):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            if here in RANK and there in RANK and here != there and RANK[there] <= RANK[here]:
                wrong.append(f"{model.__name__}.{field.name} → {target.__name__}")
    assert wrong == []


def test_an_inverse_event_is_handled_or_explicitly_ignored() -> None:
    missing = [
        f"{subscription.name}: {kind} ↔ {inverse}"
        for subscription in loop.SUBSCRIPTIONS
        for kind in subscription.kinds
        if (inverse := KINDS[kind].INVERSE) and inverse not in (*subscription.kinds, *subscription.ignores)
    ]
    assert missing == []


def test_subscriptions_name_events_that_exist_and_themselves_once() -> None:
    assert [k for s in loop.SUBSCRIPTIONS for k in (*s.kinds, *s.ignores) if k not in KINDS] == []
    names = [s.name for s in loop.SUBSCRIPTIONS]
    assert len(names) == len(set(names))


def test_inverses_name_events_that_exist() -> None:
    assert [k.__name__ for k in KINDS.values() if k.INVERSE and k.INVERSE not in KINDS] == []


def test_the_loop_fits_on_a_page() -> None:
    assert len(Path(loop.__file__).read_text().splitlines()) <= 200
