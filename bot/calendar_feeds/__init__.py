"""Calendars that people connected: fetched from the web, read as iCalendar."""
