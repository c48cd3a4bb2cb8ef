"""Tests of what every case shares."""
