"""What is wrong with this computer or this site, and how to mend it. Everything here only looks."""
