"""Sends an array whose shape promises more than its bytes.

Outcome: tampered
Earns: 4
Says: broke the channel
"""

import outofcore.grading._values as values

header = b"{'descr': '<i8', 'fortran_order': False, 'shape': (9999,)}"
head = b"\x93NUMPY\x03\x00" + len(header).to_bytes(4, "little") + header
node, blobs = ["n", 0], [head + bytes(8)]


def twice(x):
    values.encode = lambda value: (node, blobs)
    return x
