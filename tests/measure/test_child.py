"""A call in a process of its own leaves nothing behind, however its caller ends."""

import subprocess
import sys
import time

import psutil
import pytest

from outofcore.measure import _child

CALLER = """
import os, sys, time
from outofcore.measure import _child

def job(path):
    with open(path + ".part", "w") as file:
        file.write(str(os.getpid()))
    os.rename(path + ".part", path)
    time.sleep(600)

_child.run(job, sys.argv[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_the_child_ends_with_a_caller_that_is_killed(tmp_path):
    said = tmp_path / "pid"
    caller = subprocess.Popen([sys.executable, "-c", CALLER, said])
    while not said.exists():
        assert caller.poll() is None
        time.sleep(0.01)
    child = psutil.Process(int(said.read_text()))
    assert child.is_running()
    caller.kill()
    caller.wait()
    gone, _ = psutil.wait_procs([child], timeout=30)
    assert gone == [child]


def test_the_value_comes_back():
    assert _child.run(lambda number: 2 * number, 21) == _child.Result(True, 42)
