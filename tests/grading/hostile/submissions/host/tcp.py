"""Calls a listener on the loopback of the host, by every door, and offers one itself.

Outcome: graded
Earns: 6
Refused: 6
"""

import socket

from tools import attempt, total, world

attempt("tcp", socket.create_connection, ("127.0.0.1", world["tcp"]))
attempt("tcp6", socket.socket, socket.AF_INET6)
attempt("by number", socket.create_connection, ("1.1.1.1", 443))
attempt("raw", socket.socket, socket.AF_INET, socket.SOCK_RAW)
attempt("pair", socket.socketpair, socket.AF_INET)
attempt("listen", socket.create_server, ("", 8080))
