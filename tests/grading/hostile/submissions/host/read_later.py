"""Reads secrets where a guard might not look: in the call, a thread, a child, __del__, a signal.

Outcome: graded
Earns: 6
Refused: 10
"""

import os
import signal
import threading

from tools import attempt, read, world

SECRETS = [world["hidden"], "/etc/shadow"]


def steal(where):
    for path in SECRETS:
        attempt(where, read, path)


class Late:
    def __del__(self):
        steal("__del__")


started = threading.Event()
thread = threading.Thread(target=lambda: started.wait() and steal("thread"))
thread.start()
signal.signal(signal.SIGUSR1, lambda *_: steal("signal"))


def total(source):
    steal("call")
    started.set()
    thread.join()
    os.kill(os.getpid(), signal.SIGUSR1)
    late = Late()
    del late
    child = os.fork()
    if child == 0:
        failed = 1
        try:
            for path in SECRETS:
                read(path)
                failed = 0
        finally:
            os._exit(failed)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        print("DONE child")
    else:
        print("refused child\nrefused child")
    return sum(source.read())
