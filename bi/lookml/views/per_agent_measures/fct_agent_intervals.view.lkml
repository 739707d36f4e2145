# Per agent: for the restricted model alone.
view: +fct_agent_intervals {
  dimension_group: local_start {
    label: "Local start"
    type: time
    datatype: datetime
    convert_tz: no
    timeframes: [time, hour_of_day, time_of_day, day_of_week]
    description: "Start of the interval in the reporting time zone."
    sql: datetime(${TABLE}.interval_start_at, '@{REPORTING_TIMEZONE}') ;;
  }

  measure: agents {
    type: count_distinct
    description: "Agents."
    sql: ${agent_key} ;;
    value_format_name: decimal_0
  }

  measure: completed_tickets {
    type: sum
    description: "Tickets that the agents completed."
    sql: ${TABLE}.completed_count ;;
    value_format_name: decimal_0
  }

  measure: online_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds online: login to logout, attended shifts and evidence together."
    sql: ${TABLE}.online_seconds ;;
    value_format_name: seconds
  }

  measure: online_hours {
    type: number
    description: "Hours online: login to logout, attended shifts and evidence together."
    sql: ${online_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: ticket_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds on tickets."
    sql: ${TABLE}.ticket_seconds ;;
    value_format_name: seconds
  }

  measure: ticket_hours {
    type: number
    description: "Hours on tickets."
    sql: ${ticket_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: no_ticket_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds at work on no ticket."
    sql: ${TABLE}.no_ticket_seconds ;;
    value_format_name: seconds
  }

  measure: no_ticket_hours {
    type: number
    description: "Hours at work on no ticket."
    sql: ${no_ticket_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: idle_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds in front of the tool without work."
    sql: ${TABLE}.idle_seconds ;;
    value_format_name: seconds
  }

  measure: idle_hours {
    type: number
    description: "Hours in front of the tool without work."
    sql: ${idle_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: away_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds away from the tool."
    sql: ${TABLE}.away_seconds ;;
    value_format_name: seconds
  }

  measure: away_hours {
    type: number
    description: "Hours away from the tool."
    sql: ${away_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: unknown_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds online of which the logs tell nothing."
    sql: ${TABLE}.unknown_seconds ;;
    value_format_name: seconds
  }

  measure: unknown_hours {
    type: number
    description: "Hours online of which the logs tell nothing."
    sql: ${unknown_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: open_ticket_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of open tickets with the agents, summed over tickets."
    sql: ${TABLE}.open_ticket_seconds ;;
    value_format_name: seconds
  }

  measure: open_ticket_hours {
    type: number
    description: "Hours of open tickets with the agents, summed over tickets."
    sql: ${open_ticket_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: occupancy {
    type: number
    description: "Time on tickets / time of being there for inquiries."
    sql: ${ticket_seconds_sum} / nullif((${ticket_seconds_sum} + ${no_ticket_seconds_sum} + ${idle_seconds_sum}), 0) ;;
    value_format_name: percent_1
  }

  measure: idle_share {
    type: number
    description: "Time in front of the tool without work / time online."
    sql: ${idle_seconds_sum} / nullif(${online_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: unknown_share {
    type: number
    description: "Time of which the logs tell nothing / time online."
    sql: ${unknown_seconds_sum} / nullif(${online_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: open_tickets_at_once {
    type: number
    description: "Time of open tickets / time online: tickets that an agent has open at the same time."
    sql: ${open_ticket_seconds_sum} / nullif(${online_seconds_sum}, 0) ;;
    value_format_name: decimal_1
  }

  measure: completed_per_online_hour {
    type: number
    description: "Completed tickets / hours online."
    sql: ${completed_tickets} / nullif(${online_hours}, 0) ;;
    value_format_name: decimal_1
  }
}
