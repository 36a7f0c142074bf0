"""The style guide shows every part to developers, and does not exist for others."""

from django.test import override_settings

from tests.web.conftest import Login


def test_every_part_is_shown_in_developer_mode_only(login: Login) -> None:
    client = login("owner")
    assert client.get("/styleguide").status_code == 404
    with override_settings(DEBUG=True):
        text = client.get("/styleguide").content.decode()
    names = ("tones", "actions", "batch-result", "stepper", "table", "timeline", "related-documents", "why", "charts")
    newer = ("relative-age", "page-tabs", "bell", "guided-first-order", "job-card", "progress", "grid-entry", "matrix")
    assert all(f'class="card block guide" id="{name}"' in text for name in names + newer)
    assert "487 done, 2 refused" in text
    assert "1,997 done, 3 refused" in text
    assert [
        ago for ago in ("just now", "1 hour ago", "4 days ago", "4 months ago") if f">{ago}</time>" not in text
    ] == []
    assert '12</span> <span class="unit">pieces</span>' in text
