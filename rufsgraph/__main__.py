"""The command `rufsgraph`, also as `python -m rufsgraph`: the command line, where its parts are installed."""

import importlib
import importlib.util
import sys

PARTS = (
    "Stemmer",
    "brotli",
    "click",
    "csvw",
    "flask",
    "granian",
    "prometheus_client",
    "pyoxigraph",
    "pyshacl",
    "rapidfuzz",
    "rdflib",
    "rich",
    "xlsxwriter",
    "zstandard",
)
"""What the extra `server` installs, by the names that it is imported by."""


def main() -> None:
    """Runs the command line; where its parts are missing, one line says what to install."""
    missing = ", ".join(name for name in PARTS if importlib.util.find_spec(name) is None)
    if missing:
        print(f"rufsgraph: the command needs {missing}: pip install 'rufsgraph[server]'", file=sys.stderr)
        sys.exit(2)
    importlib.import_module("rufsgraph.cli").main(prog_name="rufsgraph")


if __name__ == "__main__":
    main()
