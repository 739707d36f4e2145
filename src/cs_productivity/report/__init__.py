"""The summary on the terminal and the page that a manager reads, both from the same figures."""

from cs_productivity.report.figures import Figures, read_figures
from cs_productivity.report.page import render_page
from cs_productivity.report.terminal import render_text

__all__ = ["Figures", "read_figures", "render_page", "render_text"]
