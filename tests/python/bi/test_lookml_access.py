"""What the LookML keeps from whom: single agents, teams that are too small."""

from __future__ import annotations

from bi.looker.checks import columns_of, declared_fields
from bi.looker.model import load_model

OPEN, RESTRICTED = load_model("cs_productivity"), load_model("cs_productivity_restricted")


def test_single_agents_are_in_the_restricted_model_alone() -> None:
    restricted = set(RESTRICTED.views) - set(OPEN.views)
    assert restricted == {"dim_agents", "fct_agent_intervals", "fct_ticket_steps", "fct_work_segments"}
    for explore in OPEN.explores.values():
        for name, field in OPEN.offered(explore).items():
            if field.kind != "measure":
                named = columns_of(field.parameters.get("sql", ""))
                assert not named & {"agent_key", "customer_key"}, f"{explore.name}: {name}"
                assert "ticket_id" not in named or "sha256(${TABLE}.ticket_id)" in field.parameters["sql"], (
                    name
                )
    # measures may count agents, and the only one that does is hidden
    counting = [
        f
        for view in OPEN.views.values()
        for f in declared_fields(view)
        if f.kind == "measure" and "agent_key" in f.parameters.get("sql", "")
    ]
    assert [(field.name, field.parameters.get("hidden")) for field in counting] == [("agents_counted", "yes")]


def test_the_restricted_model_asks_for_a_grant_and_has_a_connection_of_its_own() -> None:
    (grant,) = RESTRICTED.parameters["access_grants"]
    assert grant == {
        "name": "per_agent",
        "user_attribute": "cs_productivity_per_agent",
        "allowed_values": ["yes"],
    }
    for explore in RESTRICTED.explores.values():
        assert explore.parameters["required_access_grants"] == ["per_agent"], explore.name
    assert OPEN.parameters["connection"] != RESTRICTED.parameters["connection"]
    assert not RESTRICTED.dashboards


def test_teams_are_shown_where_small_groups_are_left_out_alone() -> None:
    shown = {
        explore.name: explore.parameters.get("sql_always_having", "")
        for explore in OPEN.explores.values()
        if any(name.endswith(".team") for name in OPEN.offered(explore))
    }
    assert set(shown) == {"tickets_by_team", "schedule_adherence"}
    assert all(having.endswith(">= 5") for having in shown.values())
