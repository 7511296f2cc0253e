"""`unpack`: a zip or tar archive, with nothing in it taken on trust."""

import bz2
import gzip
import lzma
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path

from outofcore.grading._files import FileLimits, RejectedFiles, is_ignored, name_problem, shown
from outofcore.units import MIB, format_bytes

BLOCK = MIB
# What zipfile and tarfile raise for damaged archives; a cut gzip header is a TypeError in 3.11.
DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    TypeError,
    ValueError,
)
# Those that zipfile unpacks a part at a time; of bzip2, 1 KiB may become 1 GiB in a single step.
PACKED_BY_PARTS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# tarfile's own "r|*" unpacks bzip2 in unbounded steps, these files do not.
OPENERS = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open, b"\xfd7": lzma.open}
PAX_HEADERS = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
NAME_HEADER_BYTES = 2**16  # of a header that carries a long name, which tarfile reads in one go
SMALL = MIB  # below this, a high ratio of packing is no bomb


def unpack(archive, dest, limits=None):
    """Extract a .zip, .tar or .tar.gz into the new folder `dest`: all of it or nothing.

    Parameters
    ----------
    archive : path
    dest : path
        A folder that does not exist; its parent does.
    limits : FileLimits, optional

    Raises
    ------
    RejectedFiles
        Says why the archive was not taken: paths that lead out of the folder, links, devices,
        encryption, names that occur twice, more files or bytes than `limits`, or damage.
    """
    archive, dest, limits = Path(archive), Path(dest), limits or FileLimits()
    if dest.exists() or dest.is_symlink():
        raise FileExistsError(f"{dest} exists; give a folder that does not")
    beside = Path(tempfile.mkdtemp(prefix=f".{dest.name[:40]}-", dir=dest.parent))
    try:
        with _members(archive, limits) as members:
            _extract(members, beside, limits, archive.stat().st_size)
        beside.chmod(0o755)
        beside.rename(dest)
    except RejectedFiles:
        raise
    except (*DAMAGE, OSError) as error:
        raise RejectedFiles(
            f"the archive is damaged, or none ({type(error).__name__}: {error})"
        ) from None
    except (NotImplementedError, RuntimeError) as error:
        raise RejectedFiles(f"the archive cannot be opened: {error}") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def _members(archive, limits):
    """Return an iterator of (path, open) of the archive's files."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as file:
            yield _zip_members(file, limits)
    else:
        with open(archive, "rb") as packed:
            opener = OPENERS.get(packed.read(2), open)
        with (
            opener(archive, "rb") as stream,
            tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as file,  # member by member
        ):
            yield _tar_members(file, limits)


class _Header(tarfile.TarInfo):
    """A member's header, refused where tarfile would read without a bound to understand it."""

    def _proc_member(self, file):
        names = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, *PAX_HEADERS)
        if self.type in names and self.size > NAME_HEADER_BYTES:
            raise RejectedFiles(f"the archive has a name of {format_bytes(self.size)}")
        return super()._proc_member(file)

    def _refuse_sparse(self, *_):
        raise RejectedFiles("the archive holds a sparse file")

    _proc_sparse = _proc_gnusparse_00 = _proc_gnusparse_01 = _proc_gnusparse_10 = _refuse_sparse


def _zip_members(file, limits):
    infos = file.infolist()
    if len(infos) > 10 * limits.files:
        raise RejectedFiles(f"the archive has {len(infos)} entries")
    for info in infos:
        if info.is_dir():
            continue
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise RejectedFiles(f"{shown(info.filename)} is a link or a device")
        if info.flag_bits & 1:
            raise RejectedFiles(f"{shown(info.filename)} is encrypted")
        if info.compress_type not in PACKED_BY_PARTS:
            raise RejectedFiles(f"{shown(info.filename)} is packed in a way that is not taken")
        yield info.filename, lambda info=info: file.open(info)


def _tar_members(file, limits):
    total = 0
    for number, info in enumerate(file):
        total += info.size
        too_many = number > 10 * limits.files or total > 10 * limits.total_bytes
        if too_many or info.size > limits.file_bytes:  # never skip through a bomb
            raise RejectedFiles("the archive has too many entries, or one that is too large")
        if info.isdir():
            continue
        if not info.isreg() or info.issparse():
            raise RejectedFiles(f"{shown(info.name)} is a link, a device or a sparse file")
        yield info.name.removeprefix("./"), lambda info=info: file.extractfile(info)


def _extract(members, folder, limits, packed_bytes):
    """Write every member below `folder`, counting what really comes out, not what it says."""
    taken, total = set(), 0
    for name, open_member in members:
        if why := name_problem(name, limits):
            raise RejectedFiles(f"{shown(name)}: {why}")
        if is_ignored(name):
            continue
        if name.casefold() in taken:
            raise RejectedFiles(f"{shown(name)} occurs twice")
        taken.add(name.casefold())
        if len(taken) > limits.files:
            raise RejectedFiles(f"the archive has more than {limits.files} files")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        size = 0
        with open_member() as source, open(path, "xb") as target:
            while block := source.read(BLOCK):
                size, total = size + len(block), total + len(block)
                _check_size(name, size, total, packed_bytes, limits)
                target.write(block)


def _check_size(name, size, total, packed_bytes, limits):
    if size > limits.file_bytes:
        raise RejectedFiles(f"{shown(name)} has more than {format_bytes(limits.file_bytes)}")
    if total > limits.total_bytes:
        raise RejectedFiles(f"the archive holds more than {format_bytes(limits.total_bytes)}")
    if total > SMALL + limits.ratio * packed_bytes:
        raise RejectedFiles(f"more than {limits.ratio} bytes come out for each in the archive")
