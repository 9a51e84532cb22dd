"""The entry for the menu of a desktop: added, renewed, taken away; paths with blanks."""

import configparser
from pathlib import Path

import install_desktop
import pytest
from PIL import Image


def test_the_entry_and_its_icon_come_and_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("shutil.which", lambda name, path: "/opt/my tools/digits")
    for _ in range(2):
        assert install_desktop.main([]) == 0
    (entry,) = tmp_path.rglob("*.desktop")
    read = configparser.RawConfigParser()
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read(entry, encoding="utf-8")
    fields = read["Desktop Entry"]
    assert fields["Exec"] == '"/opt/my tools/digits" window %f'
    assert fields["Type"] == "Application" and fields["Categories"].endswith(";")
    (icon,) = tmp_path.rglob(f"{fields['Icon']}.png")
    with Image.open(icon) as picture:
        assert f"{picture.width}x{picture.height}" == icon.parents[1].name
    assert install_desktop.main(["--remove"]) == 0
    assert not list(tmp_path.rglob("*.desktop")) and not list(tmp_path.rglob("*.png"))


def test_without_the_command_nothing_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("shutil.which", lambda name, path: None)
    assert install_desktop.main([]) == 2
    assert "digits" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.desktop"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/usr/bin/digits", "/usr/bin/digits"),
        ('/a "b"/digits', r'"/a \\"b\\"/digits"'),
        ("/50%/digits", "/50%%/digits"),
    ],
)
def test_paths_are_quoted_as_the_specification_says(path: str, said: str) -> None:
    assert install_desktop.quoted(path) == said
