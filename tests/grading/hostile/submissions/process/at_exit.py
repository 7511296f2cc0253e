"""Has things done when Python ends: reads secrets, writes, and never comes to an end.

Outcome: graded
Earns: 6
"""

import atexit
import threading
import time
import weakref

from tools import attempt, read, total, world


class Object:
    pass


def late():
    attempt("at exit", read, world["hidden"])
    time.sleep(10_000)


kept = Object()
atexit.register(late)
weakref.finalize(kept, late)
threading.Thread(target=time.sleep, args=(10_000,)).start()
