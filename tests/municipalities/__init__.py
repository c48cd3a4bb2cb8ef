"""Tests of the first floor: who, where and when."""
