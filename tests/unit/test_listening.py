"""What the connections of a process have in common."""

import socket

from bot.web.server import listen


def test_an_answer_is_sent_at_once_not_when_the_other_side_has_acknowledged_its_head() -> None:
    with (
        listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
