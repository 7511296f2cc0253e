"""`Link`: the zygote as the grader holds it. `Status`: a box's birth and death certificate."""

import base64
import concurrent.futures
import contextlib
import importlib.util
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile

from outofcore.grading import _seccomp, _wall
from outofcore.grading._zygote import HEADER_BYTES

START_SECONDS = 120  # imports from a cold network disk
END_SECONDS = 10
MESSAGE_BYTES = 2**20

WAYS_OUT = """\
Student code runs only in a sandbox that holds. Ways to get one:
- Debian, Ubuntu: apt install bubblewrap libseccomp2
- User namespaces are switched off: sysctl kernel.unprivileged_userns_clone=1, and on Ubuntu 24.04
  an AppArmor profile for bwrap or sysctl kernel.apparmor_restrict_unprivileged_userns=0
- WSL 1 has no namespaces: move to WSL 2. macOS, Windows: use a Linux virtual machine
- In a container: run it privileged, or use a virtual machine
- As root without CAP_SYS_ADMIN, limits do not bind: run as a normal user"""


class SandboxRefused(RuntimeError):
    """The sandbox cannot be had here; the words say what is missing and how to get it."""


class ZygoteDied(RuntimeError):
    """The warm Python is gone; the words are the last it said."""


def refuse(what):
    """Return the exception for what is missing, with the ways to get it."""
    return SandboxRefused(f"{what}\n{WAYS_OUT}")


class Link:
    """A running zygote: bubblewrap's process and the control socket."""

    def __init__(self, *, preload, required):
        bwrap = _wall.find_bwrap()
        if bwrap is None:
            raise refuse("bubblewrap is missing (the program bwrap): apt install bubblewrap")
        self.private_user = not _wall.is_real_root()
        self._stack = contextlib.ExitStack()
        try:
            self._start(bwrap, preload, required)
        except BaseException:
            self._stack.close()
            raise

    def _start(self, bwrap, preload, required):
        settings = {
            "preload": preload,
            "required": required,
            "keep": _wall.hidden_by_a_room(),
            "filter": base64.b64encode(_filter()).decode(),
        }
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115, the stack closes it
        self._stack.callback(self._complaints.close)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._stack.callback(self._control.close)
        # bubblewrap dies with the thread that started it, so that thread must outlast every task.
        keeper = self._stack.enter_context(concurrent.futures.ThreadPoolExecutor(1, "box-keeper"))
        with theirs:
            command = _wall.command(bwrap, theirs.fileno(), private_user=self.private_user)
            self._process = keeper.submit(self._popen, command, theirs.fileno()).result()
        self._stack.callback(self._end)
        self._control.settimeout(START_SECONDS)
        self._greet(settings)

    def _popen(self, command, fd):
        # An empty environment also for bubblewrap, whose /proc/PID/environ --clearenv leaves alone.
        return subprocess.Popen(
            command,
            env={},
            cwd="/",
            pass_fds=[fd],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._complaints,
            start_new_session=True,  # a Ctrl-C is the grader's to handle, box by box
        )

    def _greet(self, settings):
        try:
            self._control.send(json.dumps(settings).encode())
            answer = json.loads(self._control.recv(MESSAGE_BYTES) or b"null")
        except (OSError, TimeoutError) as error:
            answer = None
            reason = error
        else:
            reason = "it ended"
        if answer is None:
            raise refuse(f"the sandbox did not start ({reason}): {self.last_words()}")
        for name, words in answer["missing"].items():
            if importlib.util.find_spec(name.partition(".")[0]):
                raise SandboxRefused(
                    f"{name} is installed here but cannot be imported in the sandbox, where only "
                    f"{sys.prefix} and the system's folders are in view: {words}"
                )
        if answer["threads"] != 1:
            raise SandboxRefused(
                f"importing the modules to preload left {answer['threads'] - 1} threads running, "
                "which would be lost in every box: leave out the module that starts them"
            )

    def request(self, settings, *fds):
        """Ask for a box."""
        try:
            socket.send_fds(self._control, [json.dumps(settings).encode()], list(fds))
        except OSError as error:
            raise ZygoteDied(self.last_words()) from error

    def alive(self):
        """Return whether bubblewrap still runs."""
        return self._process.poll() is None

    def last_words(self):
        """Return the end of what bubblewrap and the zygote wrote to standard error."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        size = os.fstat(self._complaints.fileno()).st_size
        text = os.pread(self._complaints.fileno(), 2000, max(0, size - 2000))
        return text.decode(errors="replace").strip() or "without a word"

    def close(self):
        """End the zygote, and with it the kernel ends every box."""
        self._stack.close()

    def _end(self):
        """Let the zygote go, or kill bubblewrap; what it holds ends before, or soon after."""
        self._control.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _filter():
    try:
        return _seccomp.build_filter()
    except _seccomp.SeccompMissing as error:
        raise refuse(str(error)) from None


class Status:
    """The status socket of a box and the pidfds that came over it; a context manager."""

    def __init__(self, link, channel, settings, files, timeout):
        self._stack = contextlib.ExitStack()
        self._socket, theirs = socket.socketpair()
        self._stack.callback(self._socket.close)
        self._socket.settimeout(timeout)
        try:
            with channel, theirs:
                link.request(settings, channel.fileno(), theirs.fileno())
            self._hand_over(settings, files)
            self._await_ready(link)
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stack.close()

    def _hand_over(self, settings, files):
        sizes = {name: len(content) for name, content in files.items()}
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it says why, below
            for message in (settings, sizes):
                body = json.dumps(message).encode()
                self._socket.sendall(len(body).to_bytes(HEADER_BYTES, "big") + body)
            for content in files.values():
                self._socket.sendall(content)

    def _await_ready(self, link):
        try:
            header, fds, _, _ = socket.recv_fds(self._socket, HEADER_BYTES, 2)
        except ConnectionResetError:
            header, fds = b"", []
        for fd in fds:
            self._stack.callback(os.close, fd)
        message = self._message(header)
        if len(fds) == 2:
            self._first, self._driver = fds
            self.first_pid, self.driver_pid = map(_outer_pid, fds)
        elif "files" in message:
            raise ValueError(f"the files cannot be laid out in a box: {message['files']}")
        elif "error" in message:
            raise SandboxRefused(f"a box could not be set up: {message['error']}")
        else:
            words = link.last_words()  # waits a moment: bubblewrap ends after the zygote
            if link.alive():
                raise SandboxRefused(f"a box could not be set up, and it said: {words}")
            raise ZygoteDied(words)

    def _message(self, header=b""):
        """Return the next message, {} when the box hung up."""
        with contextlib.suppress(OSError):
            header = header or self._socket.recv(HEADER_BYTES, socket.MSG_WAITALL)
            size = int.from_bytes(header, "big")
            if header and size <= MESSAGE_BYTES:
                return json.loads(self._socket.recv(size, socket.MSG_WAITALL) or b"{}")
        return {}

    def go(self):
        """Let PID 2 run the entry."""
        with contextlib.suppress(BrokenPipeError):  # it was killed; `wait` will tell
            self._socket.sendall(b"!")

    def driver_runs(self, seconds=0):
        """Return whether PID 2 has not ended, nor does within the time."""
        return not has_ended(self._driver, seconds)

    def kill(self):
        """Send SIGKILL to PID 1, with which the kernel ends the whole PID namespace."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._first, signal.SIGKILL)

    def wait(self, seconds):
        """Wait until nothing of the box is left; return what PID 1 said, {} when it was killed.

        PID 1 counts as ended only after every other process of its namespace.
        """
        if not has_ended(self._first, seconds):
            self.kill()
        if not has_ended(self._first, seconds):
            raise SandboxRefused(f"a box (PID {self.first_pid}) does not die: is a disk hanging?")
        return self._message()


def in_words(end):
    """Return how a box ended, from the last message of its PID 1.

    >>> in_words({"code": 3}), in_words({"code": -11}), in_words({})
    ('exit code 3', 'killed by SIGSEGV', 'killed from outside the box')
    """
    if "code" not in end:
        return end.get("error", "killed from outside the box")
    if end["code"] < 0:
        return f"killed by {signal.Signals(-end['code']).name}"
    return f"exit code {end['code']}"


def has_ended(pidfd, seconds):
    """Return whether the process of `pidfd` has ended, waiting for at most `seconds`."""
    poll = select.poll()  # select would fail above descriptor 1023
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _outer_pid(pidfd):
    """Return the PID that the process of `pidfd` has for the reader."""
    with open(f"/proc/self/fdinfo/{pidfd}") as file:
        for line in file:
            if line.startswith("Pid:"):
                return int(line.split()[1])
    raise SandboxRefused("the kernel does not say the PID of a pidfd: Linux 5.3 is needed")
