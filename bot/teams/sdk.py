"""What is used of Microsoft's SDK, loaded in one place: it warns of its own previews while it loads."""

import logging
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from microsoft_teams.api.activities.message import MessageActivityInput
    from microsoft_teams.api.auth.cloud_environment import PUBLIC, with_overrides
    from microsoft_teams.api.clients.conversation import ConversationClient, CreateConversationParams
    from microsoft_teams.api.models.account import Account
    from microsoft_teams.api.models.attachment import Attachment
    from microsoft_teams.apps.auth import TokenValidator
    from microsoft_teams.common import Client, ClientOptions

# It logs what it is brought, at times with people's words; what matters of it is logged here, without.
logging.getLogger("microsoft_teams").setLevel(logging.CRITICAL)

__all__ = [
    "PUBLIC",
    "Account",
    "Attachment",
    "Client",
    "ClientOptions",
    "ConversationClient",
    "CreateConversationParams",
    "MessageActivityInput",
    "TokenValidator",
    "with_overrides",
]
