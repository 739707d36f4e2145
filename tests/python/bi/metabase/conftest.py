"""The sample's marts as a publish makes them, and as they would be with larger teams."""

from __future__ import annotations

import pytest
from project import Project

from bi.metabase.published_marts import Published
from bi.published import RUNS_BEFORE, UNUSUAL_DAYS, publish_build
from cs_productivity.publish import MARTS_FILE


@pytest.fixture(scope="session")
def published(built_sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """What a publish makes of the sample, which has had runs before and days on which little or much came."""
    folder = publish_build(built_sample, tmp_path_factory.mktemp("for_metabase"))
    # a published file has marts alone, in its main schema
    happened = [statement.replace(" marts.", " main.") for statement in (RUNS_BEFORE, UNUSUAL_DAYS)]
    return Published(folder, folder / MARTS_FILE).changed(tmp_path_factory.mktemp("eventful"), *happened)


@pytest.fixture(scope="session")
def larger_teams(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The same, as if each team had two agents more: up to five, and up to four at night."""
    more = "update main.agg_schedule_adherence set agent_count = agent_count + 2"
    return published.changed(tmp_path_factory.mktemp("larger_teams"), more)
