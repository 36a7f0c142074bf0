"""The demand class of a series: smooth, erratic, intermittent or lumpy."""

from enum import StrEnum

from yunhe.planning.forecast.panel import Array

ADI_CUTOFF = 1.32
CV2_CUTOFF = 0.49


class DemandClass(StrEnum):
    """By the average interval between demands (ADI) and the squared variation of their sizes (CV²)."""

    SMOOTH = "smooth"
    ERRATIC = "erratic"
    INTERMITTENT = "intermittent"
    LUMPY = "lumpy"


def classify(series: Array) -> tuple[DemandClass, float, float]:
    """Class, ADI in periods and CV² of the non-zero values; cut-offs of Syntetos, Boylan and Croston (2005).

    A series without any demand is intermittent with an infinite ADI.
    """
    sizes = series[series != 0]
    if not len(sizes):
        return DemandClass.INTERMITTENT, float("inf"), 0.0
    interval = len(series) / len(sizes)
    variation = float(sizes.var() / sizes.mean() ** 2) if sizes.mean() else float("inf")
    if interval < ADI_CUTOFF:
        return (DemandClass.SMOOTH if variation < CV2_CUTOFF else DemandClass.ERRATIC), interval, variation
    return (DemandClass.INTERMITTENT if variation < CV2_CUTOFF else DemandClass.LUMPY), interval, variation
