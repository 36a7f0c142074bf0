"""statsforecast on M3, one core: the reference figures beside ours.

python bench/planning/forecast_peers.py [Theta] [DynamicOptimizedTheta] [AutoETS] [AutoCES]
"""

import sys
import time

import numpy as np
import statsforecast.models
from forecast_sets import m3

NAMES = ("Theta", "DynamicOptimizedTheta", "AutoETS", "AutoCES")


def main() -> None:
    """Print the pooled sMAPE and the CPU time of each model asked for, or of all."""
    groups = m3(0)
    for name in sys.argv[1:] or NAMES:
        started = time.process_time()
        errors = []
        for group in groups:
            model = getattr(statsforecast.models, name)(season_length=group.season)
            ahead = np.array([model.forecast(y=one, h=group.horizon)["mean"] for one in group.histories.values()])
            errors.append((200 * np.abs(ahead - group.actuals) / (np.abs(ahead) + np.abs(group.actuals))).ravel())
        print(f"{name}: sMAPE {np.concatenate(errors).mean():.3f}, {time.process_time() - started:.1f} s CPU")


if __name__ == "__main__":
    main()
