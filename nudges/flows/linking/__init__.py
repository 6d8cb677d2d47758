"""One more chat account for a person, linked by whoever proves that both chats are theirs."""
