"""Question threads of senior leaders (S8): asked without names, merged, answered, told back.

Two kinds of records keep the askers apart from what is asked. A ``Thread`` is the leader's:
it holds words and answers and nobody's id but the leader's. A ``Question`` is its asker's
alone: it is never shown or exported to anybody else, serves to count distinct askers and to
tell them of the answer, and is deleted 30 days after the thread closed.
"""
