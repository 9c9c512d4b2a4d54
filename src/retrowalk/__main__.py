"""`python -m retrowalk`: how a service starts its guard, whatever the PATH."""

from retrowalk.cli.main import main


main()
