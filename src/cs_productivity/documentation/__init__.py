"""Documentation that is made from the project itself: dbt's page of all models, and a picture of their lineage."""

from cs_productivity.documentation.lineage import draw_lineage
from cs_productivity.documentation.page import write_page

__all__ = ["draw_lineage", "write_page"]
