"""Where the files that travel with the program are: beside the code in a checkout, inside it installed."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
_INSTALLED = _HERE / "_resources"
ROOT = _INSTALLED if _INSTALLED.is_dir() else _HERE.parent

DATA = ROOT / "data"
ONTOLOGY = ROOT / "ontology"
SHAPES = ROOT / "shapes"
WEB = ROOT / "web"
