"""What the app asks for. ``config/slack-manifest.yaml`` says the same, and why."""

SCOPES = (
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
    "users:read.email",
)
