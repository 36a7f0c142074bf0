"""Attachments: stored once by content, under safe names, within the limit."""

import hashlib
import io
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.kernel.sample import AT
from yunhe.kernel import files
from yunhe.kernel.actor import person
from yunhe.kernel.files import Upload, attach, attachments_of, headers, path_of, pieces, safe_name
from yunhe.kernel.models import Attachment
from yunhe.kernel.outcome import RefusalError

CLERK = person("clerk", ["kernel.attach"])


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_settings, "DATA", tmp_path)


def upload(name: str, content: bytes) -> Upload:
    return Upload(name, io.BytesIO(content))


def test_files_are_kept_and_streamed_back(db_tx: None) -> None:
    large = bytes(range(256)) * 4000
    outcome = attach("order", 7, [upload("发票.pdf", b"%PDF-1"), upload("p.png", large)], by=CLERK, at=AT)
    assert outcome.done == [0, 1]
    pdf, picture = attachments_of("order", [7, 8])[7]
    assert [outcome.made[0], outcome.made[1]] == [pdf.id, picture.id]
    assert (pdf.name, pdf.media_type, pdf.size, pdf.added_by, pdf.added_at) == (
        "发票.pdf",
        "application/pdf",
        6,
        "clerk",
        AT,
    )
    assert pdf.digest == hashlib.sha256(b"%PDF-1").hexdigest()
    assert b"".join(pieces(picture)) == large
    assert max(len(piece) for piece in pieces(picture)) <= files.PIECE
    assert attachments_of("order", [8]) == {8: []}


def test_one_content_lies_there_once(db_tx: None, tmp_path: Path) -> None:
    attach("order", 7, [upload("a.txt", b"same"), upload("b.txt", b"same")], by=CLERK, at=AT)
    attach("order", 8, [upload("c.txt", b"same")], by=CLERK, at=AT)
    assert Attachment.objects.count() == 3
    stored = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert stored == [path_of(hashlib.sha256(b"same").hexdigest())]


def test_a_file_too_large_or_empty_is_refused_and_leaves_nothing(
    db_tx: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    all_three = [upload("a", b""), upload("b", b"x" * 11), upload("c", b"y" * 10)]
    outcome = attach("order", 7, all_three, by=CLERK, at=AT)
    assert {place: reason.code for place, reason in outcome.refused.items()} == {0: "empty_file", 1: "too_large"}
    assert outcome.done == [2]
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


def test_a_missing_file_is_noticed_before_anything_is_sent(db_tx: None) -> None:
    made = attach("order", 7, [upload("a.txt", b"here")], by=CLERK, at=AT).made[0]
    one = Attachment.objects.get(pk=made)
    path_of(one.digest).unlink()
    with pytest.raises(FileNotFoundError):
        pieces(one)


def test_only_pictures_and_papers_open_in_the_browser() -> None:
    page = Attachment(name="a.html", media_type="text/html", size=3, digest="0" * 64)
    paper = Attachment(name="a.pdf", media_type="application/pdf", size=3, digest="0" * 64)
    assert headers(page)["Content-Type"] == "application/octet-stream"
    assert headers(paper)["Content-Type"] == "application/pdf"


def test_who_may_not_attach_leaves_nothing(db_tx: None, tmp_path: Path) -> None:
    with pytest.raises(RefusalError, match="forbidden"):
        attach("order", 7, [upload("a", b"x")], by=person("stranger", []), at=AT)
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\账单.xlsx", "账单.xlsx"),
        ("a\x00b\nc.txt", "a_b_c.txt"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("..", "file"),
        ("", "file"),
        ("con.txt", "_con.txt"),
        ("长" * 100 + ".pdf", "长" * 58 + ".pdf"),
        ("a." + "b" * 30, "a." + "b" * 30),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_digest_is_no_path() -> None:
    with pytest.raises(ValueError, match="sha256"):
        path_of("../secret")
