"""Where the web server listens: a taken port is refused, a served one answers."""

import socket

import pytest

from yunhe.cli.server.address import PortTaken, free_port, listens, probe


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_port_listens_as_long_as_somebody_serves_it(host: str) -> None:
    with socket.socket() as server:
        server.bind((host, 0))
        port = server.getsockname()[1]
        assert not listens(host, port)
        server.listen()
        assert listens(host, port)
        with pytest.raises(PortTaken, match=f"cannot listen on {host} port {port}"):
            probe(host, port)
    assert not listens(host, port)


def test_a_free_port_may_be_taken() -> None:
    probe("127.0.0.1", free_port())
