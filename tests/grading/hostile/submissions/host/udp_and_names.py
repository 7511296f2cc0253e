"""Sends a datagram, asks for names, speaks to the kernel's network.

Outcome: graded
Earns: 6
Refused: 6
"""

import socket
import urllib.request

from tools import attempt, total, world


def send(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        return sender.sendto(b"solutions", address)


attempt("udp", send, ("127.0.0.1", world["udp"]))
attempt("dns", send, ("127.0.0.53", 53))
attempt("names", socket.getaddrinfo, "example.org", 80)
attempt("http", urllib.request.urlopen, "http://127.0.0.1:80/")
attempt("netlink", socket.socket, socket.AF_NETLINK, socket.SOCK_RAW)
attempt("vsock", socket.socket, 40, socket.SOCK_STREAM)
