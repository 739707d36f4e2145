"""How charts of notebooks are drawn: as pictures, on this machine."""

from __future__ import annotations

from typing import Any

from cs_productivity.settings import SettingsError

# the report's accent and its soft ink
ACCENT, SOFT = "#2663cd", "#5b6778"


def use_charts() -> None:
    """Have Altair draw charts as SVG inside the notebook, in one look.

    Altair's own default loads its drawing programs from a public server each time that a chart is shown, and JupyterLab
    does not know the charts of Altair 6 by itself.

    Raises:
        SettingsError: the packages that draw are not installed.
    """
    try:
        import altair
        import vl_convert  # noqa: F401
    except ImportError as missing:
        raise SettingsError(
            f"Charts need {missing.name}: start with `make notebook`, which installs it."
        ) from None
    altair.renderers.enable("svg")
    # registering under a name that is there replaces it
    altair.theme.register("cs_productivity", enable=True)(_theme)


def _theme() -> Any:
    labels = {"labelColor": SOFT, "titleColor": SOFT, "titleFontWeight": "normal", "gridColor": "#dfe3ea"}
    return {
        "config": {
            "view": {"continuousWidth": 560, "continuousHeight": 240, "stroke": None},
            "axis": {**labels, "labelLimit": 240},
            "legend": labels,
            "title": {"anchor": "start", "fontWeight": "bold"},
            "bar": {"color": ACCENT},
            "line": {"color": ACCENT},
            "point": {"color": ACCENT, "filled": True, "size": 60},
            "rule": {"color": SOFT},
        }
    }
