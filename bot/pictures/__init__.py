"""Pictures for chat, drawn with Altair and rendered without a browser or the network."""
