"""Reads the number of bits from the name, eight for what has none: a mask, another byte order.

Fails: every dtype; exact, however large
Says: bytes in (7, 100, 101) of >i4
"""

import re

import numpy as np


def voxel_bytes(shape, dtype):
    bits = re.search(r"\d+", dtype)
    return int(np.prod(shape)) * (int(bits.group()) if bits else 8) // 8
