"""Slack: cards drawn with Block Kit, and what people press, type and submit brought to the front desk."""
