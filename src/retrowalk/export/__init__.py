"""What a walk leaves behind for people: a trace, a report and a plot."""
