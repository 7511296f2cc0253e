"""Calls sockets of the host: by path, by abstract name, and those that systems have.

Outcome: graded
Earns: 6
Refused: 8
"""

import socket

from tools import attempt, total, world


def connect(address, kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_UNIX, kind) as client:
        client.connect(address)


for address in (
    world["unix"],
    f"\0{world['abstract']}",
    "/run/dbus/system_bus_socket",
    "/var/run/docker.sock",
    "/tmp/.X11-unix/X0",
    "\0/tmp/.X11-unix/X0",
    "/run/systemd/private",
):
    attempt(address, connect, address)
attempt("log", connect, "/dev/log", socket.SOCK_DGRAM)
