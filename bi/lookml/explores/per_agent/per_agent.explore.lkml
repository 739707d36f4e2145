# About single agents: each explore asks for the grant. Agents are joined as of the time of the row.
explore: agent_intervals {
  view_name: fct_agent_intervals
  label: "Agents' time"
  description: "One row per interval and agent: time online in its five states."
  required_access_grants: [per_agent]

  join: dim_agents {
    view_label: "Agent at that time"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_agent_intervals.agent_key} = ${dim_agents.agent_key}
      and ${fct_agent_intervals.interval_start_at_raw} >= coalesce(${dim_agents.valid_from_at_raw}, timestamp '0001-01-01 00:00:00')
      and ${fct_agent_intervals.interval_start_at_raw} < coalesce(${dim_agents.valid_to_at_raw}, timestamp '9999-12-31 00:00:00') ;;
  }

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_agent_intervals.interval_raw} = ${dim_dates.calendar_raw} ;;
  }
}

explore: work_segments {
  view_name: fct_work_segments
  label: "Work segments"
  description: "One row per stretch of an agent in one state."
  required_access_grants: [per_agent]

  join: dim_agents {
    view_label: "Agent at that time"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_work_segments.agent_key} = ${dim_agents.agent_key}
      and ${fct_work_segments.started_at_raw} >= coalesce(${dim_agents.valid_from_at_raw}, timestamp '0001-01-01 00:00:00')
      and ${fct_work_segments.started_at_raw} < coalesce(${dim_agents.valid_to_at_raw}, timestamp '9999-12-31 00:00:00') ;;
  }

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_work_segments.work_raw} = ${dim_dates.calendar_raw} ;;
  }
}

explore: ticket_steps {
  view_name: fct_ticket_steps
  label: "Steps on tickets"
  description: "One row per ticket, agent, date and screen. Agents are joined as of the beginning of the date."
  required_access_grants: [per_agent]

  join: dim_agents {
    view_label: "Agent at that time"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_ticket_steps.agent_key} = ${dim_agents.agent_key}
      and timestamp(${fct_ticket_steps.work_raw}, '@{REPORTING_TIMEZONE}') >= coalesce(${dim_agents.valid_from_at_raw}, timestamp '0001-01-01 00:00:00')
      and timestamp(${fct_ticket_steps.work_raw}, '@{REPORTING_TIMEZONE}') < coalesce(${dim_agents.valid_to_at_raw}, timestamp '9999-12-31 00:00:00') ;;
  }

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_ticket_steps.work_raw} = ${dim_dates.calendar_raw} ;;
  }
}

explore: tickets_by_agent {
  view_name: fct_tickets
  label: "Tickets by agent"
  description: "One row per ticket, with its id, customer and agent. Agents are joined as of its completion, or creation where it is not completed."
  required_access_grants: [per_agent]

  join: dim_agents {
    view_label: "Agent at that time"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_tickets.agent_key} = ${dim_agents.agent_key}
      and coalesce(${fct_tickets.completed_at_raw}, ${fct_tickets.created_at_raw}) >= coalesce(${dim_agents.valid_from_at_raw}, timestamp '0001-01-01 00:00:00')
      and coalesce(${fct_tickets.completed_at_raw}, ${fct_tickets.created_at_raw}) < coalesce(${dim_agents.valid_to_at_raw}, timestamp '9999-12-31 00:00:00') ;;
  }

  join: created_dates {
    from: dim_dates
    view_label: "Calendar of creation"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_tickets.created_raw} = ${created_dates.calendar_raw} ;;
  }

  join: completed_dates {
    from: dim_dates
    view_label: "Calendar of completion"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_tickets.completed_raw} = ${completed_dates.calendar_raw} ;;
  }

  join: dim_channels {
    view_label: "Channels"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_tickets.channel} = ${dim_channels.channel} ;;
  }

  join: dim_contact_reasons {
    view_label: "Contact reasons"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_tickets.contact_reason} = ${dim_contact_reasons.contact_reason} ;;
  }
}

explore: agents {
  view_name: dim_agents
  label: "Agents"
  description: "One row per version of an agent."
  required_access_grants: [per_agent]
}
