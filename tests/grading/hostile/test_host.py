"""Hand-ins that reach for the host: every attempt is refused, and costs nobody a point.

The last tests say what the others are worth: without a sandbox the canaries sing, and as a normal
user the walls stand as they do for root.
"""

import os
import subprocess
import sys

import pytest

from grading.hostile.world import Canary, World, check_hostile, hostiles
from grading.test_box import as_normal_user
from repository import ROOT

SINGING = {
    "a secret printed": "print(open(world['paths'][0]).read())",
    "a file opened": "open(world['paths'][1]).close()",
    "a file changed": "open(world['home'] + '/new', 'w').close()",
    "a call": "import socket; socket.create_connection(('127.0.0.1', world['tcp'])).close()",
    "a datagram": """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", world["udp"]))
""",
}
AS_NORMAL_USER = """
read_files or read_through or write_files or tcp or unix_sockets or mount or namespaces or
other_user or limits or kill_all or segfault_in_cell or fork_bomb or memory_of or disk_fill or
inode_fill or daemon
"""


@pytest.mark.parametrize("case", hostiles("host"))
def test_the_host_is_out_of_reach(world, case):
    check_hostile(world, case)


@pytest.fixture(scope="module")
def open_world(tmp_path_factory):
    """A world whose grader runs students' code unguarded."""
    with World(tmp_path_factory.mktemp("open"), sandbox=False) as world:
        yield world


@pytest.mark.parametrize("attack", SINGING)
def test_without_a_sandbox_the_canaries_sing(open_world, attack):
    source = f"from tools import total, world\n{SINGING[attack]}"
    with pytest.raises(Canary):
        open_world.submit({"total": source})


def test_as_a_normal_user():
    """Run some of each kind once more, without root's powers."""
    if os.geteuid() != 0:
        return  # these tests run as one
    files = [f"tests/grading/hostile/test_{name}.py" for name in ("host", "resources", "process")]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    words = " ".join(AS_NORMAL_USER.split())
    command += ["-k", f"({words}) and not as_a_normal", "--tb=short"]
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8"}
    done = subprocess.run(
        as_normal_user(command), cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
