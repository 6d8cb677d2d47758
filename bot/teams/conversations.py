"""Where two people of one tenant write to each other in Teams itself."""

from urllib.parse import quote, urlencode

CHAT = "https://teams.microsoft.com/l/chat/0/0"


def conversation_with(tenant: str, address: str) -> str:
    """The address that opens the chat with whoever signs in with this e-mail address."""
    return f"{CHAT}?{urlencode({'tenantId': tenant, 'users': address}, quote_via=quote)}"
