"""What to do next time: the traffic light of a session, the next small step, and who must not walk yet."""
