"""rufsgraph: the follow-up of RUFS 2050 as a knowledge graph."""

__version__ = "0.1.0"
