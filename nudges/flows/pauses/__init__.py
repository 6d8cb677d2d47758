"""Stop and think: seven private steps before one chases, escalates or gives up (Review, paragraphs 63-65).

``pause`` holds the record and its states, ``answers`` what the author wrote and the gates,
``ladder`` the order of escalation, ``told`` what was shared with the other side, and
``disputes`` what is reported without a name and offered by senior leaders.
"""
