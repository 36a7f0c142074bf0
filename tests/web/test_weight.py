"""Pages travel compressed where the browser takes it, files as they are."""

import gzip

from tests.web.conftest import Login


def test_a_page_is_compressed_for_who_takes_it(login: Login) -> None:
    client = login("clerk")
    plain = client.get("/orders")
    small = client.get("/orders", headers={"Accept-Encoding": "gzip, br"})
    assert not plain.has_header("Content-Encoding")
    assert (small["Content-Encoding"], "Accept-Encoding" in small["Vary"]) == ("gzip", True)
    assert int(small["Content-Length"]) == len(small.content) < len(plain.content) / 3
    assert "</html>" in gzip.decompress(small.content).decode()


def test_a_workbook_and_a_short_answer_are_not(login: Login) -> None:
    asked = {"Accept-Encoding": "gzip"}
    client = login("clerk")
    assert not client.get("/orders.xlsx", headers=asked).has_header("Content-Encoding")
    assert not client.get("/health", headers=asked).has_header("Content-Encoding")
