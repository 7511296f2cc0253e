"""Fills every folder it may write, with many files and with a large one.

Outcome: graded
Earns: 6
Refused: 4
"""

import os

from tools import attempt, total


def fill(folder):
    for number in range(1000):
        with open(f"{folder}/{number}", "wb", buffering=0) as file:
            if file.write(bytes(2**20)) < 2**20:
                raise OSError(28, "short")


def long():
    with open("/tmp/long", "wb", buffering=0) as file:
        while True:
            file.write(bytes(2**20))


attempt("long", long)
os.unlink("/tmp/long")
for folder in ("/submission", "/tmp", "/dev/shm"):
    attempt(folder, fill, folder)
