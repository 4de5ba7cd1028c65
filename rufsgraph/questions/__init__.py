"""The question library: one `.rq` a question; the same file drives command, page, API and RDF example."""
