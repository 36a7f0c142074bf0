"""Promotions and estimates stay apart from the baseline and can be judged apart."""

import pytest

from yunhe.planning.forecast import Estimate, ForecastError, clean, judge, layer


def test_the_baseline_does_not_learn_the_promotion() -> None:
    cleaned = clean([10, 10, 30, 10, 10, 30], [False, False, True, False, False, True])
    assert cleaned.baseline.tolist() == [10] * 6
    assert cleaned.lift == pytest.approx(1 + 2 / 4 * 2)  # sold thrice; two promotions against two of doubt


def test_without_promotions_nothing_changes() -> None:
    assert clean([4, 5], [False, False]).lift == 1


def test_layers_add_up_and_say_whose_they_are() -> None:
    boss = Estimate(2, 50, "Alice", "trade fair")
    layers = layer([10, 20, 30], lift=1.5, promoted=[True, True, False], estimates=[boss])
    assert layers.promotion.tolist() == [5, 10, 0]
    assert layers.estimate.tolist() == [0, 20, 0]
    assert layers.total.tolist() == [15, 50, 30]
    assert layers.estimates == (boss,)


def test_each_layer_is_judged() -> None:
    layers = layer([10, 20], lift=1.5, promoted=[True, False], estimates=[Estimate(2, 30, "Bob", "hunch")])
    assert judge(layers, [16, 21]) == {"baseline": 3.5, "with promotions": 1.0, "with estimates": 5.0}


@pytest.mark.parametrize(
    ("arguments", "offender"),
    [
        ({"promoted": [True]}, "promoted"),
        ({"estimates": [Estimate(3, 1, "Carol", "")]}, "Carol"),
        ({"estimates": [Estimate(1, 1, "Dan", ""), Estimate(1, 2, "Dan", "")]}, "Dan"),
    ],
)
def test_nonsense_is_named(arguments: dict, offender: str) -> None:
    with pytest.raises(ForecastError) as refused:
        layer([1, 2], **arguments)
    assert refused.value.offender == offender


def test_a_history_of_promotions_only_is_named() -> None:
    with pytest.raises(ForecastError, match="every period"):
        clean([1, 2], [True, True])
