"""The published server: Flask on granian, read-only."""
