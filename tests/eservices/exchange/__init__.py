"""Tests of the electronic data exchange, against the simulator over real HTTP."""
