"""A mail server that a test runs, in whatever mood the test wishes."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from enum import Enum

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.real_site import free_port


class Mood(Enum):
    WELL = "well"
    DOWN = "does not listen"
    SLOW = "answers nobody for half a minute"
    REFUSING_FOR_NOW = "refuses receivers for now, 4xx"
    REFUSING_THE_SITE = "refuses the sender, 5xx"
    CLOSING = "closes in the middle of a letter"


@dataclass
class MailServer:
    """Listens on a port of its own; keeps what it has accepted."""

    port: int = field(default_factory=free_port)
    mood: Mood = Mood.WELL
    delay: float = 0.0  # seconds before a letter is accepted
    connections: int = 0
    unknown: set[str] = field(default_factory=set)  # addresses refused for good
    accepted: list[tuple[str, str]] = field(default_factory=list)  # (to, Message-ID)
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def receivers(self) -> list[str]:
        return sorted(to for to, _ in self.accepted)

    @property
    def times(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(message_id for _, message_id in self.accepted)

    def be(self, mood: Mood) -> None:
        self.mood = mood
        is_listening = self._controller is not None
        if mood is Mood.DOWN and is_listening:
            self.stop()
        elif mood is not Mood.DOWN and not is_listening:
            self.start()

    def start(self) -> None:
        self._controller = _Controller(_Handler(self), hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop(no_assert=True)
            self._controller = None


@contextmanager
def running_mail_server(mood: Mood = Mood.WELL) -> Iterator[MailServer]:
    server = MailServer()
    server.be(mood)
    try:
        yield server
    finally:
        server.stop()


class _Handler:
    """The hooks of aiosmtpd, by its names."""

    def __init__(self, server: MailServer) -> None:
        self.of = server

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        self.of.connections += 1
        return answers

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        if self.of.mood is Mood.SLOW:
            await asyncio.sleep(30)
        if self.of.mood is Mood.REFUSING_THE_SITE:
            return "554 5.7.1 this sender is not welcome here"
        envelope.mail_from = sender
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]
    ) -> str:
        if self.of.mood is Mood.REFUSING_FOR_NOW:
            return "451 4.3.0 come back later"
        if to in self.of.unknown:
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.of.delay)
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        self.of.accepted += [(to, str(message["Message-ID"])) for to in envelope.rcpt_tos]
        return "250 OK"


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        handler = self.event_handler
        if handler.of.mood is Mood.CLOSING:
            await self.push("354 go on")
            await self._reader.read(40)
            self.transport.abort()
            raise ConnectionResetError
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler)
