"""Rows -> named graphs, pure: a module for each part of the plan, and one graph for what follows."""
