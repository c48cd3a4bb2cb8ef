"""Bundled simulator of the state registers: a real HTTP service with invented people and faults to be switched on.

It uses nothing of Django and no database, so that it starts at once and cannot be wrong together with the portal.
Everybody in it is invented; JMBGs carry region 66, which was never given out.
"""

from eservices.exchange.simulator.server import SIMULATOR_KEY, RegisterServer, running_simulator

__all__ = ["SIMULATOR_KEY", "RegisterServer", "running_simulator"]
