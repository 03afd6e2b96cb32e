"""As whom the servers run: PostgreSQL refuses root, so root starts it in a user namespace or else as nobody."""

import ctypes
import os
import pwd
import subprocess
from collections.abc import Callable
from pathlib import Path

NOBODY = 65534  # has a passwd entry everywhere, which initdb asks for
CLONE_NEWUSER = 0x10000000
PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 8, 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITIES_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


class Identity:
    """A way to become somebody whom PostgreSQL accepts; `owner` is who must own its files, seen from outside."""

    def __init__(self, name: str, become: Callable[[], None], owner: int) -> None:
        self.name, self.become, self.owner = name, become, owner

    def works(self, program: Path, folder: Path) -> bool:
        """Whether in this identity the program may be run and the folder be written."""
        if not self.takes(folder):
            return False
        check = ["/bin/sh", "-c", 'test -x "$0" && test -w "$1"', str(program), str(folder)]
        try:
            return subprocess.run(check, preexec_fn=self.become, cwd="/").returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def takes(self, folder: Path) -> bool:
        """Give the folder and all in it to the owner of this identity."""
        try:
            if folder.stat().st_uid != self.owner:
                for path in (folder, *folder.rglob("*")):
                    os.lchown(path, self.owner, -1)
        except OSError:
            return False
        return True


def choose(program: Path, folder: Path) -> Identity:
    """The first identity that works here."""
    for identity in _candidates():
        if identity.works(program, folder):
            return identity
    raise RuntimeError(
        f"{program} cannot be run here on {folder} (it refuses root and users without a name): "
        "start as an ordinary user who owns this folder, or set DATABASE_URL to a server of your own."
    )


def _candidates() -> list[Identity]:
    me = os.geteuid()
    if me != 0:
        return [Identity("plain", _stay, me) if _has_name(me) else Identity("namespace", _enter_namespace, me)]
    return [Identity("namespace", _enter_namespace, 0), Identity("nobody", _become_nobody, NOBODY)]


def _has_name(uid: int) -> bool:
    """Whether the user has a passwd entry; a container may run as a mere number, which initdb refuses."""
    try:
        return bool(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return False


def _stay() -> None:
    """Already somebody PostgreSQL accepts."""


def _enter_namespace() -> None:
    """Be nobody inside a new user namespace; outside of it files stay ours."""
    uid, gid = os.geteuid(), os.getegid()
    _checked(_libc.unshare(CLONE_NEWUSER), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{NOBODY} {uid} 1"), ("gid_map", f"{NOBODY} {gid} 1")):
        Path("/proc/self", name).write_text(text)


def _become_nobody() -> None:
    """Be nobody, yet still able to pass folders that only root may enter (a checkout under /root)."""
    _checked(_libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), "prctl")
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    bit = 1 << CAP_DAC_OVERRIDE
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_3, 0)
    if _libc.capset(header, (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)) == 0:
        _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def _checked(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), what)
