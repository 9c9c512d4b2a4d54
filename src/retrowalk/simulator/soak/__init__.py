"""Deterministic simulation: core, lane, treadmill, people and faults in one world without a clock, from a seed."""
