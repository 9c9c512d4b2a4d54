"""The simulated treadmill on the air, virtual or real: HCI, L2CAP, ATT and GATT by Bumble."""
