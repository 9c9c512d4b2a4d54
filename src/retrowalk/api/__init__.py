"""The HTTP and WebSocket face: routes, who may come in, problems in RFC 9457."""
