"""SHACL, whole-graph rules, the source's text: everything that says whether data is right."""
