"""Threads between two people who share no chat workspace; the product carries what they write.

Distance and different platforms stop people from staying in touch (Review, paragraphs 66 and
67). A thread is opened by both or not at all, and holds their words only while it lasts.
"""
