"""The machine that figures were measured on.

Purpose: what a figure means nothing without: processor, cores, memory, interpreter, versions, date.
Contract: JSON values only; what cannot be found out is None. Nothing that identifies a person or a
machine by name.
Not here: measuring.
"""

import datetime
import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

from digit_recognizer.resources import usable_cores

DESCRIBED_PACKAGES = ("numpy", "onnxruntime", "pillow", "tensorflow", "keras")


def describe_machine() -> dict[str, Any]:
    """Return the description; ``load`` is the load average before anything was measured."""
    return {
        "cpu": cpu_model(),
        "cores": usable_cores(),
        "memory_gb": _memory(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in DESCRIBED_PACKAGES},
        "date": datetime.date.today().isoformat(),
    }


def cpu_model() -> str | None:
    """Return the processor's name as it calls itself."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    if platform.system() == "Darwin":
        asked = ["sysctl", "-n", "machdep.cpu.brand_string"]
        said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
        if said:
            return said
    return platform.processor() or None


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError, OSError):
        return None


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
