"""What the belt may do: caps, the governor, the interlocks and the supervisor that alone asks for motion."""
