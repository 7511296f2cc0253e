"""Ends the process where nobody called it: in __del__ of what the function returns.

Outcome: kernel-died
Earns: 4
"""

import os


class Bomb:
    def __del__(self):
        os._exit(0)


def total(source):
    return Bomb()
