"""`python -m launch mail --dir DIR --port N`: a mail server that keeps what it is given, one .eml file a message.

The file `mode` in the folder says how it behaves, read anew for each message, so that a test can change it:

    accept            250 (also when there is no such file)
    4xx [stage]       451, try again later
    5xx [stage]       550, no such mailbox
    accept-then-drop  the message is kept, then the line is cut before 250 is said
    tarpit [seconds]  250 after a while (30 s)

A stage is `data` (the whole message is refused, as by default) or `rcpt` (the recipient is).
"""

import argparse
import asyncio
import itertools
import os
import signal
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from launch.console import say

REFUSALS = {"4xx": "451 4.7.1 Try again later", "5xx": "550 5.1.1 No such mailbox"}
TARPIT_SECONDS = 30.0
MODES = ("accept", "accept-then-drop", "tarpit", *REFUSALS)


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="launch mail", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args(arguments)
    # In this thread and those it starts: sigwait takes these signals, no thread dies of them.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    controller = sink(options.dir, options.port)
    controller.start()
    say(f"mail for 127.0.0.1:{options.port} goes to {options.dir}")
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
    controller.stop()
    return 0


def sink(folder: Path, port: int) -> Controller:
    """A server, not yet started, that keeps messages in the folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Controller(Keeper(folder), hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)


class Keeper:
    """Answers the two commands of a delivery that may be refused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count()

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        """Take or refuse a recipient."""
        mode, detail = self._mode()
        if mode in REFUSALS and detail == "rcpt":
            return REFUSALS[mode]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take or refuse a message."""
        mode, detail = self._mode()
        if mode in REFUSALS:
            return REFUSALS[mode]
        if mode == "tarpit":
            await asyncio.sleep(float(detail or TARPIT_SECONDS))
        self._keep(envelope)
        if mode == "accept-then-drop" and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 OK"

    def _mode(self) -> tuple[str, str]:
        try:
            mode, _, detail = (self.folder / "mode").read_text().strip().partition(" ")
        except FileNotFoundError:
            return "accept", ""
        return (mode if mode in MODES else "accept"), detail.strip()

    def _keep(self, envelope: Envelope) -> None:
        """Write beside and rename, so that a reader never sees half a message."""
        lines = [f"X-MailFrom: {envelope.mail_from}", *(f"X-RcptTo: {address}" for address in envelope.rcpt_tos)]
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        name = f"{time.time_ns()}-{os.getpid()}-{next(self.numbers)}"
        beside = self.folder / f".{name}"
        beside.write_bytes("\r\n".join(lines).encode() + b"\r\n" + content)
        beside.rename(self.folder / f"{name}.eml")
