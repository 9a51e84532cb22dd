"""What is collected where: objects of Tk must end on Tk's thread."""

import gc
import threading
import tkinter as tk

from digit_recognizer.gui.application import COLLECTION_PERIOD, collect_here


class Cycle:
    """Garbage that says on which thread it ends."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        self.me, self.ended = self, ended

    def __del__(self) -> None:
        self.ended.append(threading.current_thread())


def test_garbage_of_another_thread_ends_in_the_loop(root: tk.Tk) -> None:
    ended: list[threading.Thread] = []
    collect_here(root)
    assert not gc.isenabled()

    def make() -> None:
        for _ in range(3 * gc.get_threshold()[0]):
            Cycle(ended)

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    assert ended == []
    root.after(2 * COLLECTION_PERIOD, root.quit)
    root.mainloop()
    assert ended and set(ended) == {threading.main_thread()}
