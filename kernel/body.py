"""The body of one request on its way in: within its time, within its size, and all bodies together within the room of a process."""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator, Awaitable
from typing import IO, Any, Protocol

DEADLINE = 15.0  # seconds for a body
IN_MEMORY = 512 * 1024  # bytes; a larger body goes to the disk,
PACE = 64 * 1024  # and has a second more for each so many bytes of it that have come beyond
AT_ONCE = 64 * 1024  # a body that says it is no larger is read in one piece
MOST = 256 * 1024 * 1024  # bytes of all bodies of one process


class Proto(Protocol):
    """What is used of granian's protocol."""

    def __call__(self) -> Awaitable[bytes]: ...
    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...


class Turned(Exception):
    """A request that is answered before anybody serves it."""

    def __init__(self, status: int, detail: str, code: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.code = status, detail, code


class Gone(Exception):
    """The client went away in the middle of its body."""


class Room:
    """How many bytes of bodies one process holds, and how many seconds each may take."""

    def __init__(self, deadline: float = DEADLINE, most: int = MOST) -> None:
        self.deadline, self.most, self.held = deadline, most, 0


class Body:
    """Read once, closed when the request is answered. `keep`, `listen`: see kernel.lobby.Hall."""

    def __init__(self, room: Room, keep: int, listen: int, environ: dict[str, Any]) -> None:
        self.room, self.keep, self.listen = room, keep, listen
        self.came, self.counted = 0, 0
        length = environ.get("CONTENT_LENGTH", "")
        self.length = int(length) if length.isdecimal() else None
        self.none = self.length == 0 or (self.length is None and "HTTP_TRANSFER_ENCODING" not in environ)
        self.file: IO[bytes] = io.BytesIO()

    async def read(self, proto: Proto) -> IO[bytes]:
        """All of it. Raises Turned for what is too slow, too large, or too much for now; Gone where it is cut."""
        if self.none:
            return self.file
        if (self.length or 0) > self.listen:  # more than any client sends is a lie, and nobody waits for it
            self._refuse_if_whole()
            return self.file
        try:
            await self._read(proto)
        except TimeoutError:
            raise Turned(408, f"The body took longer than {self.room.deadline:g} s: send it faster, or in smaller parts.", "slow") from None
        except RuntimeError:  # granian's word for a connection that has gone
            raise Gone from None
        if self.length is not None and self.came < self.length:
            raise Gone
        self.file.seek(0)
        return self.file

    async def _read(self, proto: Proto) -> None:
        until = asyncio.get_running_loop().time() + self.room.deadline
        # What only says its length is counted as if it had come; where that fills the room, pieces are counted as they come.
        if self.length is not None and self.length <= AT_ONCE and self.room.held + self.length <= self.room.most // 2:
            self._count(self.length)
            async with asyncio.timeout_at(until):
                text = await proto()
            self.came, self.file = len(text), io.BytesIO(text)
            return
        self.file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115 — closed by close()
        async with asyncio.timeout_at(until) as deadline:
            async for piece in proto:
                self._keep(piece)
                if self.came > self.listen:
                    return
                deadline.reschedule(until + max(0, self.came - IN_MEMORY) / PACE)

    def _keep(self, piece: bytes) -> None:
        self.came += len(piece)
        if self.came > self.keep:
            self._refuse_if_whole()
        kept = piece[: max(0, self.keep - self.counted)]
        self._count(len(kept))
        self.file.write(kept)

    def _refuse_if_whole(self) -> None:
        if self.keep == self.listen:
            raise Turned(413, f"A request may be {self.keep // 1024 // 1024} MB large: send less at once.", "too_large")

    def _count(self, size: int) -> None:
        self.counted += size
        self.room.held += size
        if self.room.held > self.room.most:
            raise Turned(503, "Too much is being sent at once. Send it again a little later.", "busy")

    def close(self) -> None:
        self.room.held -= self.counted
        self.counted = 0
        self.file.close()
