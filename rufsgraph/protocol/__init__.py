"""The SPARQL protocol, content negotiation and problems, as pure functions without a server."""
