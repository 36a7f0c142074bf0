"""A file sent through the pages, as far as it goes: its columns named, tried, taken; jobs are run by hand."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from yunhe.kernel.models import Progress, SentFile
from yunhe.web import jobs

WORK: dict[str, Callable[..., None]] = {
    "web.try_file": jobs.try_file,
    "web.take_file": jobs.take_file,
    "web.run_action": jobs.run_action,
    "web.write_list": jobs.write_list,
    "web.print_rows": jobs.print_rows,
}


def send(client: Client, path: str, content: bytes, name: str = "orders.csv") -> str:
    """Choose a file; returns the address of the next page, or "" when the file was refused as such."""
    answer = client.post(path, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code in (302, 422)
    return str(answer.headers.get("Location", ""))


def last_sent() -> SentFile:
    return SentFile.objects.latest("pk")


def work_off(job: int) -> Progress:
    """What a worker does with a queued job; returns it as it is then."""
    (queued,) = [row for row in ProcrastinateJob.objects.all() if row.args.get("id") == job]
    WORK[queued.task_name](**queued.args)
    return Progress.objects.get(pk=job)


def take(client: Client, sent: SentFile) -> Progress:
    """Press the button under the preview, and wait."""
    assert client.post(f"/imports/{sent.pk}/take").status_code == 302
    sent.refresh_from_db()
    assert sent.job_id is not None
    return work_off(sent.job_id)


def send_and_take(client: Client, path: str, content: bytes, name: str = "orders.csv") -> str:
    """All the way with a file whose columns are known; the text of the page that one sees at the end, in English."""
    english = {"Accept-Language": "en"}
    if not (there := send(client, path, content, name)):
        answer = client.post(path, {"file": SimpleUploadedFile(name, content)}, headers=english)
        return answer.content.decode()
    sent = last_sent()
    assert there == f"/imports/{sent.pk}"
    if sent.job_id is not None:
        work_off(sent.job_id)
        sent.refresh_from_db()
    if sent.preview and sent.preview["good"] + sent.preview["bad"]:
        take(client, sent)
    text: str = client.get(there, headers=english).content.decode()
    return text
