"""Work that takes a while shows how far it is, where a person looks on and nowhere else."""

import pytest

from rufsgraph.cli.options import progress_bar


def test_bar_is_for_people(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A terminal gets a bar with counts; a pipe gets nothing."""
    for terminal, shown in (("1", True), ("0", False)):
        monkeypatch.setenv("TTY_COMPATIBLE", terminal)
        with progress_bar("copying") as tell:
            tell(0, 20)
            tell(20, 20)
        said = capsys.readouterr().err
        assert ("copying" in said and "20/20" in said) is shown
