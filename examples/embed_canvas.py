"""The drawing canvas and the reader in a program of your own: a window that greets the digit drawn."""

import tkinter as tk

from digit_recognizer import InkCanvas, Reader

root = tk.Tk()
reader = Reader.load()
canvas = InkCanvas(root, width=320, height=320, hint="Draw a digit")
canvas.pack(fill="both", expand=True)
answer = tk.Label(root, font=("", 24))
answer.pack()


def show(_: object) -> None:
    reading = reader.read_ink(canvas.ink)
    answer["text"] = f"{reading.text} ({reading.confidence:.0%})" if reading.text else ""


canvas.bind("<<InkChanged>>", show)
tk.Button(root, text="Clear", command=canvas.clear).pack()
root.mainloop()
