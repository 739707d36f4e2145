"""JupyterLab, as `make notebook` installs and starts it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from project import ROOT

sys.path.append(str(ROOT / "tests" / "bigquery"))

from environments import ensure_environment

SAY_SETTINGS = """
import json, sys
from pathlib import Path
from jupyterlab.labapp import LabApp
from traitlets.config import Config

lab = LabApp(config=Config(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
print(json.dumps([lab.news_url, lab.check_for_updates_class.__name__, lab.extension_manager]))
"""


@pytest.mark.slow
def test_jupyterlab_asks_nobody_for_news_updates_or_extensions() -> None:
    python = ensure_environment("notebooks", ROOT)
    config = ROOT / "analyses" / "jupyter_lab_config.json"
    said = subprocess.run(
        [str(python), "-c", SAY_SETTINGS, str(config)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert json.loads(said.stdout) == [None, "NeverCheckForUpdate", "readonly"]
