"""The room a box sees: one private tmpfs for everything writable, a fresh /proc, hard limits.

```
/            what bubblewrap bound: read-only
/submission  ┐
/tmp         ├ three folders of one tmpfs: one budget of bytes and inodes
/dev/shm     ┘
/proc        this PID namespace only; other users' processes hidden; the machine's own files masked
```
"""

import os
import resource

from outofcore.grading import _namespaces as ns

WORK_FOLDER = "/submission"  # not /work: a course may well be checked out below that
STAGE = "/box"  # an empty folder, where the tmpfs is put together
WRITABLE = {WORK_FOLDER: "work", "/tmp": "tmp", "/dev/shm": "shm"}

SAFE = ns.MS_NOSUID | ns.MS_NODEV

# As container runtimes do: these speak of the machine, not of the process.
MASKED_FILES = """
cmdline config.gz interrupts iomem kallsyms kcore key-users keys kmsg kpagecgroup kpagecount
kpageflags latency_stats modules pagetypeinfo sched_debug slabinfo sysrq-trigger timer_list
timer_stats vmallocinfo
"""
MASKED_FOLDERS = "acpi asound bus driver dynamic_debug fs irq scsi tty"


def prepare(disk_bytes, inodes, keep):
    """Make the namespaces and mounts of a box; `keep` are bound folders a tmpfs would hide.

    Needs CAP_SYS_ADMIN, and a PID namespace already entered: /proc shows the one it is mounted in.
    """
    # The network namespace cuts abstract sockets, also those of the next box.
    ns.unshare(ns.CLONE_NEWNS | ns.CLONE_NEWIPC | ns.CLONE_NEWNET)
    ns.mount("none", "/", None, ns.MS_REC | ns.MS_PRIVATE)
    _mount_writable(disk_bytes, inodes, keep)
    _mount_proc()


def _mount_writable(disk_bytes, inodes, keep):
    old_umask = os.umask(0)
    options = f"size={disk_bytes},nr_inodes={inodes},mode=755"
    ns.mount("box", STAGE, "tmpfs", SAFE, options)
    for name in WRITABLE.values():
        os.mkdir(f"{STAGE}/{name}", 0o1777)
    os.umask(old_umask)
    for path in keep:
        _keep(path)
    for target, name in WRITABLE.items():
        ns.mount(f"{STAGE}/{name}", target, None, ns.MS_BIND | ns.MS_REC)
    ns.detach(STAGE)  # its folders live on where they are bound


def _keep(path):
    """Bind `path` again below the folder that is about to cover it; it stays read-only."""
    for target, name in WRITABLE.items():
        if path.startswith(target + "/"):
            copy = f"{STAGE}/{name}{path.removeprefix(target)}"
            os.makedirs(copy, exist_ok=True)
            ns.mount(path, copy, None, ns.MS_BIND)


def _mount_proc():
    """Mount a fresh /proc; hidepid=2 hides PID 1, and /proc/sys cannot be written."""
    flags = SAFE | ns.MS_NOEXEC
    ns.mount("proc", "/proc", "proc", flags, "hidepid=2")
    for name in MASKED_FILES.split():
        if os.path.lexists(f"/proc/{name}"):
            ns.mount("/dev/null", f"/proc/{name}", None, ns.MS_BIND)
    for name in MASKED_FOLDERS.split():
        if os.path.isdir(f"/proc/{name}"):
            ns.mount("none", f"/proc/{name}", "tmpfs", flags | ns.MS_RDONLY, "size=4k,nr_inodes=1")
    ns.mount("/proc/sys", "/proc/sys", None, ns.MS_BIND | ns.MS_REC)
    ns.mount("none", "/proc/sys", None, flags | ns.MS_REMOUNT | ns.MS_BIND | ns.MS_RDONLY)


def seal():
    """Make /proc read-only: what is written there would set a process's high-water mark back.

    Comes after PID 2 wrote its own maps; the grader has another /proc, which stays writable.
    """
    flags = SAFE | ns.MS_NOEXEC | ns.MS_REMOUNT | ns.MS_BIND | ns.MS_RDONLY
    ns.mount("none", "/proc", None, flags)


def limit(rlimits):
    """Set each limit hard, and never above the hard limit that holds already."""
    for name, value in rlimits.items():
        number = getattr(resource, name)
        _, hard = resource.getrlimit(number)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(number, (value, value))
