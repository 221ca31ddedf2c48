"""Put on the path of a kernel: a notebook that reaches for the network fails."""

import socket

_connect = socket.socket.connect


def _connect_here(self: socket.socket, address: object) -> None:
    is_remote = self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1")
    if is_remote:
        raise OSError(f"A notebook must run without a network, and this one connects to {address}.")
    _connect(self, address)


socket.socket.connect = _connect_here
