"""Source tables: CSV described by CSVW metadata, read into typed rows or findings."""
