"""Reasons as they are kept with a document."""

from datetime import UTC, datetime

from yunhe.kernel.outcome import Reason


def test_a_kept_reason_says_moments_in_the_companys_time_and_lists_in_words() -> None:
    figures = {"since": datetime(2026, 11, 22, 8, 41, 37, tzinfo=UTC), "codes": ["address", "credit"], "n": 3}
    kept = Reason("silent", "Silent since {since}: {codes} ({n})", figures).stored()
    assert kept["figures"] == {"since": "2026-11-22 16:41", "codes": "address, credit", "n": "3"}
    assert str(Reason.read(kept)) == "Silent since 2026-11-22 16:41: address, credit (3)"
