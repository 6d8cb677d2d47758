"""The content below ``config/``: read, checked as a whole, and handed to the domain."""

from bot.content.faults import ContentError, Fault
from bot.content.loader import Content, load_content
from bot.content.view import framework_document

__all__ = ["Content", "ContentError", "Fault", "framework_document", "load_content"]
