"""Other ways to tell handling time from the same logs, as plain as they are used elsewhere: what they would say."""

from __future__ import annotations

import duckdb
import pandas as pd

# People's actions, each once; the server's clock
PERSONS = """
    select actions.agent_key, actions.ticket_id, actions.occurred_at, actions.log_id
    from staging.stg_contact_tool_backend__actions as actions
    where actions.agent_key is not null and actions.agent_key not in (
        select agent_key from staging.stg_workforce__agent_versions where is_system
    )
"""
CAP_SECONDS = 600

# From the first to the last action of a person on the ticket, whatever lies between.
FIRST_TO_LAST = f"""
with actions as ({PERSONS})
select ticket_id, epoch(max(occurred_at) - min(occurred_at)) as seconds
from actions where ticket_id is not null group by ticket_id
"""

# The time from each action of an agent to the agent's next one is of the earlier one's ticket, up to ten minutes.
BACKEND_GAPS = f"""
with actions as ({PERSONS}),
gaps as (
    select ticket_id, epoch(lead(occurred_at) over (
        partition by agent_key order by occurred_at, log_id
    ) - occurred_at) as seconds
    from actions
)
select ticket_id, sum(least(seconds, {CAP_SECONDS})) as seconds
from gaps where ticket_id is not null and seconds is not null group by ticket_id
"""

# The time that a ticket is in front in a browser tab: from a view of it, or from the tab's or window's coming back to
# it, to the next view, to leaving the window or tab, or to the logout. Nobody looks whether anything is done meanwhile.
FOCUS_PAIRS = """
with events as (
    select tab_session_id, sequence_no, event_type, ticket_id, {clock} as happened_at
    from staging.stg_contact_tool_frontend__events
    where event_type in ('view', 'focus', 'visible', 'blur', 'hidden', 'logout')
),
numbered as (
    select *,
        count(*) filter (event_type = 'view') over in_tab as view_number,
        epoch(lead(happened_at) over in_tab - happened_at) as seconds
    from events
    window in_tab as (partition by tab_session_id order by happened_at, sequence_no)
),
shown as (
    select *, max(ticket_id) filter (event_type = 'view') over (
        partition by tab_session_id, view_number
    ) as ticket_in_front
    from numbered
)
select ticket_in_front as ticket_id, sum(seconds) as seconds
from shown
where view_number > 0 and event_type in ('view', 'focus', 'visible') and ticket_in_front is not null
group by ticket_in_front
"""
CLIENT_CLOCK = "occurred_at_client"
# what the batch's arrival says about the clock of each event by itself
FORMULA_CLOCK = "coalesce(received_at - (sent_at_client - occurred_at_client), received_at)"

PEERS = {
    "first_to_last": FIRST_TO_LAST,
    "backend_gaps": BACKEND_GAPS,
    "focus_client_clock": FOCUS_PAIRS.format(clock=CLIENT_CLOCK),
    "focus_formula_clock": FOCUS_PAIRS.format(clock=FORMULA_CLOCK),
}
# those that say nothing where there are no frontend logs
OF_THE_FRONTEND = ("focus_client_clock", "focus_formula_clock")


def add_peers(warehouse: duckdb.DuckDBPyConnection, tickets: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Add a column of seconds per estimator; a ticket of which an estimator says nothing has 0.

    Args:
        warehouse: with the staging models, which are the logs themselves without copies and broken rows.
        tickets: with `ticket_id`.

    Returns:
        The tickets, and the names of the new columns.
    """
    has_frontend = warehouse.execute(
        "select count(*) > 0 from staging.stg_contact_tool_frontend__events"
    ).fetchone()[0]
    names = [name for name in PEERS if has_frontend or name not in OF_THE_FRONTEND]
    for name in names:
        seconds = warehouse.execute(PEERS[name]).df().set_index("ticket_id")["seconds"]
        tickets = tickets.assign(**{name: tickets["ticket_id"].map(seconds).fillna(0.0)})
    return tickets, names
