"""A mailbox on this machine: as much of an IMAP server as reading reports needs."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Mailbox:
    """The mails that lie in it, which of them were read, and what was asked."""

    def __init__(self, mails: list[bytes], expected: str = "secret") -> None:
        self.mails = mails
        self.expected = expected
        self.seen: set[int] = set()
        self.commands: list[str] = []

    def answer(self, command: str, arguments: str) -> tuple[bytes, str]:
        """What is said to one command: untagged lines, and OK or NO."""
        self.commands.append(command)
        match command:
            case "LOGIN":
                return b"", "OK" if arguments.endswith(f'"{self.expected}"') else "NO"
            case "CAPABILITY":
                return b"* CAPABILITY IMAP4rev1\r\n", "OK"
            case "SELECT":
                return f"* {len(self.mails)} EXISTS\r\n".encode(), "OK"
            case "SEARCH":
                unseen = [
                    str(number)
                    for number in range(1, len(self.mails) + 1)
                    if number not in self.seen
                ]
                return f"* SEARCH {' '.join(unseen)}\r\n".encode(), "OK"
            case "FETCH":
                return self._fetched(arguments), "OK"
            case "STORE":
                self.seen.add(int(arguments.split()[0]))
                return b"", "OK"
            case "LOGOUT":
                return b"* BYE\r\n", "OK"
        return b"", "BAD"

    def _fetched(self, arguments: str) -> bytes:
        number = int(arguments.split()[0])
        most = int(re.search(r"<0\.(\d+)>", arguments)[1])
        content = self.mails[number - 1][:most]
        head = f"* {number} FETCH (BODY[]<0> {{{len(content)}}}\r\n".encode()
        return head + content + b")\r\n"


@contextmanager
def serving(mailbox: Mailbox) -> Iterator[str]:
    """The address at which `mailbox` can be read, while it is."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, command, *rest = line.decode().strip().split(" ", 2)
                lines, status = mailbox.answer(command.upper(), rest[0] if rest else "")
                self.wfile.write(lines + f"{tag} {status} done\r\n".encode())
                if command.upper() == "LOGOUT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"imap://bounces%40museum.example:secret@127.0.0.1:{server.server_address[1]}/INBOX"
        server.shutdown()
