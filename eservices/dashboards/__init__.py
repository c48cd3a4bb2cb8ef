"""Figures of all municipalities side by side (контролна табла СКГО), and of each for its own heads. Reads only.

Every event of a case leaves a small change beside it; a task folds the changes into counts by municipality, service
and month, and publishes them so that no sum of small numbers leads to a person (docs/records/0009-figures.md).
"""
