# What is shown of tickets, and counts of them. AHT is of those that is_counted_in_aht names.
view: +fct_tickets {
  # excluded from every explore that is not restricted
  set: per_agent {
    fields: [ticket_id, agent_key, customer_key]
  }

  # shown only where groups of fewer than five agents are left out
  set: per_team {
    fields: [team]
  }

  # a hash, so that the key that joins need does not tell the ticket
  dimension: row_key {
    sql: to_hex(sha256(${TABLE}.ticket_id)) ;;
  }

  dimension: is_open {
    type: yesno
    description: "The tickets table knows the ticket, and it is neither completed, abandoned nor merged."
    sql: ${TABLE}.status is not null and not (${is_completed} or ${is_abandoned} or ${is_merged}) ;;
  }

  dimension: effort_tier {
    label: "Effort in minutes"
    type: tier
    tiers: [1, 3, 5, 10, 20, 60]
    style: interval
    description: "Attention that the ticket took, in ranges of minutes."
    sql: ${TABLE}.effort_seconds / 60 ;;
  }

  dimension_group: created_local {
    type: time
    datatype: datetime
    convert_tz: no
    timeframes: [hour_of_day, day_of_week]
    description: "When the inquiry was made, in the reporting time zone."
    sql: datetime(${TABLE}.created_at, '@{REPORTING_TIMEZONE}') ;;
  }

  dimension: reopen_count {
    hidden: no
  }

  dimension: transfer_count {
    hidden: no
  }

  dimension: agent_count {
    hidden: no
  }

  dimension: touch_count {
    hidden: no
  }

  dimension: reply_count {
    hidden: no
  }

  measure: tickets {
    type: count
    description: "Tickets, whatever became of them."
    value_format_name: decimal_0
  }

  measure: completed_tickets {
    type: count
    description: "Tickets that are resolved or closed and were not merged into another."
    filters: [is_completed: "yes"]
    value_format_name: decimal_0
  }

  measure: abandoned_tickets {
    type: count
    description: "Tickets whose customer gave up before an agent answered."
    filters: [is_abandoned: "yes"]
    value_format_name: decimal_0
  }

  measure: merged_tickets {
    type: count
    description: "Tickets that were merged into another one."
    filters: [is_merged: "yes"]
    value_format_name: decimal_0
  }

  measure: open_tickets {
    type: count
    description: "Tickets that are neither completed, abandoned nor merged."
    filters: [is_open: "yes"]
    value_format_name: decimal_0
  }

  measure: counted_tickets {
    label: "Tickets in AHT"
    type: count
    description: "Completed tickets that an agent worked on: those that AHT is the average of."
    filters: [is_counted_in_aht: "yes"]
    value_format_name: decimal_0
  }

  measure: immature_tickets {
    type: count
    description: "Of the tickets in AHT, those whose channel's maturity lag is not over: their effort may still grow."
    filters: [is_counted_in_aht: "yes", is_matured: "no"]
    value_format_name: decimal_0
  }

  measure: immature_share {
    type: number
    description: "Immature tickets / tickets in AHT: how much of the AHT may still change."
    sql: ${immature_tickets} / nullif(${counted_tickets}, 0) ;;
    value_format_name: percent_1
  }
}
