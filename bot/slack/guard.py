"""The gate in front of bolt: nothing unsigned is parsed, nothing oversized is read.

bolt parses a body before it verifies it; here the raw bytes are checked first.
"""

from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request

from bot.admission import RejectedError, read_body


async def admit(request: Request, verifier: SignatureVerifier) -> bytes:
    """The body of a request that Slack signed with our secret in the last five minutes.

    It is valid UTF-8. Raises ``RejectedError`` for any other request.
    """
    body = await read_body(request)
    if not _genuine(body, request, verifier):
        raise RejectedError(401, "This request does not carry a valid Slack signature.")
    return body


def _genuine(body: bytes, request: Request, verifier: SignatureVerifier) -> bool:
    stamp = request.headers.get("x-slack-request-timestamp")
    signature = request.headers.get("x-slack-signature")
    try:
        return verifier.is_valid(body, stamp, signature)
    except (ValueError, TypeError):
        # The verifier raises for a time that is no number, bytes that are no UTF-8
        # and a signature with letters outside ASCII. None of them comes from Slack.
        return False
