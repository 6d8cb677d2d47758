"""The HTTP server of a process: it listens before anybody is told so, and stops in an orderly way."""

import signal
import socket
from types import FrameType

import uvicorn
from starlette.types import ASGIApp


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; whoever connects now is answered once the application runs.

    Raises ``ValueError``, with the mend, where the address is taken or not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror or "unknown address"
        raise ValueError(f"cannot listen on {host} port {port}: {reason}; name another with --port") from None
    # asyncio sets this where it makes the socket itself. Without it, each answer that has a body waits
    # 40 ms for the other side to acknowledge the head; connections take it over from their listener.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


async def serve_until_stopped(app: ASGIApp, listener: socket.socket) -> None:
    """Answer requests until the process is asked to stop (Ctrl-C, SIGTERM), then return."""
    config = uvicorn.Config(app, log_config=None, access_log=False)
    await _Server(config).serve([listener])


class _Server(uvicorn.Server):
    """Returns to its caller when it was stopped by a signal.

    uvicorn's own raises the signal once more, which kills the process before its databases
    are closed and its temporary files removed.
    """

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
