"""What is chosen in the real window is on the disk soon after, and not only when it closes."""

from pathlib import Path

from driving import AnsweringDialogs, until

from digit_recognizer.app.settings import Settings, SettingsFile
from digit_recognizer.gui.window import MainWindow
from digit_recognizer.resources import default_model


def test_writer_theme_and_model_are_kept_when_they_change(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "settings.json"
    file = SettingsFile(window.settings, path)
    window.library.set_writer("Ada")
    window.run("theme")
    assert file.finish(10)
    kept = Settings.load(path)
    assert (kept.writer, kept.theme, kept.model) == ("Ada", "dark", "")
    assert isinstance(window.dialogs, AnsweringDialogs)
    window.dialogs.path = default_model()
    window.run("open_model")
    until(window, lambda: not window.session.is_loading)
    assert file.finish(10)
    assert Settings.load(path).model == str(default_model())
    window.run("shipped_model")
    until(window, lambda: not window.session.is_loading)
    assert file.finish(10)
    assert Settings.load(path).model == ""
    window.dialogs.path = tmp_path / "none.h5"
    window.run("open_model")
    until(window, lambda: not window.session.is_loading)
    assert file.finish(10)
    assert Settings.load(path).model == "", "what can't be loaded is not remembered"
    file.stop()
