"""SBA, TSB and ADIDA on demand worked out by hand, and TSB's parameters against a plain loop."""

import numpy as np
import pytest

from yunhe.planning.forecast.intermittent import SBA_ALPHA, TSB_SETS, adida, sba, tsb
from yunhe.planning.forecast.panel import Panel


def test_sba_of_a_steady_rhythm_is_the_mean_less_half_of_one_alpha() -> None:
    ahead = sba(Panel.of([np.array([0, 0, 6.0] * 4)]), 2)[0]
    assert ahead[0] == ahead[1]
    assert np.abs(ahead[0] - 2 * (1 - SBA_ALPHA / 2)).min() < 1e-9


def test_tsb_is_the_best_of_its_parameter_sets() -> None:
    series = [0, 4.0, 0, 0, 2, 0, 3, 0, 0, 0, 1, 0]
    tried = []
    for for_size, for_chance in TSB_SETS:
        size, chance, square = 10 / 4, 4 / 12, 0.0
        for value in series:
            square += (value - size * chance) ** 2
            size += for_size * (value - size) * (value > 0)
            chance += for_chance * ((value > 0) - chance)
        tried.append((square, size * chance))
    assert tsb(Panel.of([np.array(series)]), 1)[0, 0] == pytest.approx(min(tried)[1])


def test_tsb_falls_while_nothing_is_sold() -> None:
    sold = [3.0, 0, 2, 0, 3, 0, 2, 0]
    panel = Panel.of([np.array(sold), np.array(sold + [0.0] * 12)])
    alive, dying = tsb(panel, 1)[panel.place][:, 0]
    assert dying < alive / 2


def test_adida_spreads_the_bucket_evenly() -> None:
    ahead = adida(Panel.of([np.array([9, 0, 0, 0, 4, 0, 0, 0, 4.0])]), 4, 3)
    assert ahead[0] == pytest.approx([1, 1, 1])
