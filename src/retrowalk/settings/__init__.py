"""What a site has chosen (`model`, `read`), and where the files are (`folders`)."""

from retrowalk.settings.folders import NotShipped, load_protocol, load_protocols, shipped, state_folder


__all__ = ["NotShipped", "load_protocol", "load_protocols", "shipped", "state_folder"]
