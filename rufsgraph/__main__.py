"""`python -m rufsgraph` is the command `rufsgraph`."""

from rufsgraph.cli import main

main(prog_name="rufsgraph")
