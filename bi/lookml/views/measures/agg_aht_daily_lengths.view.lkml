# How long tickets take, as counts, which roll up where percentiles do not.
view: +agg_aht_daily {
  measure: tickets_under_1_minute {
    label: "Tickets under 1 minute"
    type: sum
    description: "Tickets under 1 minute."
    sql: ${TABLE}.effort_under_1_minute_count ;;
    value_format_name: decimal_0
  }

  measure: tickets_1_to_3_minutes {
    label: "Tickets 1 to under 3 minutes"
    type: sum
    description: "Tickets of 1 to under 3 minutes."
    sql: ${TABLE}.effort_1_to_3_minutes_count ;;
    value_format_name: decimal_0
  }

  measure: tickets_3_to_5_minutes {
    label: "Tickets 3 to under 5 minutes"
    type: sum
    description: "Tickets of 3 to under 5 minutes."
    sql: ${TABLE}.effort_3_to_5_minutes_count ;;
    value_format_name: decimal_0
  }

  measure: tickets_5_to_10_minutes {
    label: "Tickets 5 to under 10 minutes"
    type: sum
    description: "Tickets of 5 to under 10 minutes."
    sql: ${TABLE}.effort_5_to_10_minutes_count ;;
    value_format_name: decimal_0
  }

  measure: tickets_10_to_20_minutes {
    label: "Tickets 10 to under 20 minutes"
    type: sum
    description: "Tickets of 10 to under 20 minutes."
    sql: ${TABLE}.effort_10_to_20_minutes_count ;;
    value_format_name: decimal_0
  }

  measure: tickets_20_to_60_minutes {
    label: "Tickets 20 to under 60 minutes"
    type: sum
    description: "Tickets of 20 to under 60 minutes."
    sql: ${TABLE}.effort_20_to_60_minutes_count ;;
    value_format_name: decimal_0
  }

  measure: tickets_from_60_minutes {
    label: "Tickets an hour and more"
    type: sum
    description: "Tickets of an hour and more."
    sql: ${TABLE}.effort_from_60_minutes_count ;;
    value_format_name: decimal_0
  }

  measure: long_tickets_share {
    type: number
    description: "Tickets of 20 minutes and more / tickets: the few that take much of the time."
    sql: (${tickets_20_to_60_minutes} + ${tickets_from_60_minutes}) / nullif(${tickets}, 0) ;;
    value_format_name: percent_1
  }
}
