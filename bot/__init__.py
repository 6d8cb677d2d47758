"""Everything of Crosspillar that touches the world: chat, database, clock, web, files."""
