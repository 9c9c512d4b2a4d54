"""The core: step() takes a state, an event and the time, and answers the next state and what to do."""
