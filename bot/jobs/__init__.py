"""Wake-ups for senders: inside one process, or between processes by Procrastinate (decision record 0027)."""
