"""Successes made visible: four lines anybody can reuse, colleagues worth naming, chains of contributions.

Solutions S10 to S12 of the Review (paragraphs 35 and 105). Results only: nothing here says who
chairs or leads (paragraph 62), and whoever is named or credited agrees first (paragraph 68).
"""
