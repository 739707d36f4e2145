# Per agent: for the restricted model alone.
view: +fct_work_segments {
  measure: segments {
    type: count
    description: "Stretches of one agent in one state."
    value_format_name: decimal_0
  }

  measure: agents {
    type: count_distinct
    description: "Agents."
    sql: ${agent_key} ;;
    value_format_name: decimal_0
  }

  measure: tickets {
    type: count_distinct
    description: "Tickets that were worked on."
    filters: [state: "ticket"]
    sql: ${ticket_id} ;;
    value_format_name: decimal_0
  }

  measure: duration_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds from start to end."
    sql: ${TABLE}.duration_seconds ;;
    value_format_name: seconds
  }

  measure: duration_hours {
    type: number
    description: "Hours from start to end."
    sql: ${duration_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: effort_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of attention."
    sql: ${TABLE}.effort_seconds ;;
    value_format_name: seconds
  }

  measure: effort_seconds_low_sum {
    hidden: yes
    type: sum
    description: "Proven seconds of attention."
    sql: ${TABLE}.effort_seconds_low ;;
    value_format_name: seconds
  }

  measure: effort_seconds_high_sum {
    hidden: yes
    type: sum
    description: "Possible seconds of attention."
    sql: ${TABLE}.effort_seconds_high ;;
    value_format_name: seconds
  }

  measure: possible_effort_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds that may have been spent on another ticket."
    sql: ${TABLE}.possible_effort_seconds ;;
    value_format_name: seconds
  }

  measure: effort_hours {
    type: number
    description: "Hours of attention, best estimate."
    sql: ${effort_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: effort_hours_low {
    type: number
    description: "Hours of attention that the evidence proves."
    sql: ${effort_seconds_low_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: effort_hours_high {
    type: number
    description: "Hours of attention that cannot be ruled out."
    sql: ${effort_seconds_high_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: possible_effort_hours {
    type: number
    description: "Hours that may have been spent on another ticket: they widen its high bound."
    sql: ${possible_effort_seconds_sum} / 3600 ;;
    value_format_name: hours
  }
}
