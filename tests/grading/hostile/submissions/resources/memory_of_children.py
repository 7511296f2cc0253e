"""Many children, each below the limit of one process, together above that of the box.

Outcome: out-of-memory
Earns: 4
"""

import os
import time


def total(source):
    for _ in range(6):
        if os.fork() == 0:
            block = bytearray(b"x") * (200 * 2**20)
            time.sleep(10_000)
            os._exit(len(block))
    time.sleep(10_000)
