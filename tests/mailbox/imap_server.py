"""An IMAP server (RFC 3501) on a free port of this machine: as much of the protocol as a reader of an inbox needs."""

import re
import socketserver
import threading
from types import TracebackType
from typing import Self

PASSWORD = "geheim wort"


class ImapServer:
    """`mails` by their UID; `seen` are the UIDs marked as such. Wrong passwords are refused."""

    def __init__(self, mails: list[bytes]) -> None:
        self.mails = {uid: raw.replace(b"\n", b"\r\n") for uid, raw in enumerate(mails, start=11)}
        self.seen: set[int] = set()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler(), bind_and_activate=True)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"imap://office:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self._server.server_address[1]}/INBOX"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        owner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.say("* OK ready")
                for line in self.rfile:
                    tag, _space, command = line.decode().strip().partition(" ")
                    if not self.answer(tag, command):
                        return

            def say(self, line: str) -> None:
                self.wfile.write(line.encode() + b"\r\n")

            def answer(self, tag: str, command: str) -> bool:
                upper = command.upper()
                if upper.startswith("CAPABILITY"):
                    self.say("* CAPABILITY IMAP4rev1")
                elif upper.startswith("LOGIN"):
                    if f'"{PASSWORD}"' not in command:
                        self.say(f"{tag} NO wrong password")
                        return True
                elif upper.startswith("SELECT"):
                    self.say(f"* {len(owner.mails)} EXISTS")
                elif upper.startswith("UID SEARCH UNSEEN"):
                    self.say("* SEARCH " + " ".join(str(uid) for uid in owner.mails if uid not in owner.seen))
                elif upper.startswith("UID FETCH"):
                    self.fetch(command)
                elif upper.startswith("UID STORE"):
                    owner.seen |= {int(uid) for uid in command.split()[2].split(",")}
                elif upper.startswith("LOGOUT"):
                    self.say("* BYE")
                self.say(f"{tag} OK done")
                return not upper.startswith("LOGOUT")

            def fetch(self, command: str) -> None:
                uid = int(command.split()[2])
                raw = owner.mails[uid]
                if "RFC822.SIZE" in command:
                    self.say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})")
                    return
                part = re.search(r"BODY\.PEEK\[(HEADER)?\]", command)
                assert part
                sent = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if part[1] else raw
                self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(sent)}}}\r\n".encode() + sent + b")\r\n")

        return Handler
