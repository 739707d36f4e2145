# Rows are about single agents: for the restricted model alone.
view: +fct_ticket_steps {
  measure: tickets {
    type: count_distinct
    description: "Tickets."
    sql: ${ticket_id} ;;
    value_format_name: decimal_0
  }

  measure: agents {
    type: count_distinct
    description: "Agents."
    sql: ${agent_key} ;;
    value_format_name: decimal_0
  }

  measure: screen_visits {
    label: "Visits"
    type: sum
    description: "Times that an agent came to the screen and worked there."
    sql: ${TABLE}.visits ;;
    value_format_name: decimal_0
  }

  measure: effort_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of work on tickets, best estimate."
    sql: ${TABLE}.effort_seconds ;;
    value_format_name: seconds
  }

  measure: effort_hours {
    type: number
    description: "Hours of work on tickets, best estimate."
    sql: ${effort_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: api_wait_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds from requests of the tool to their answers."
    sql: ${TABLE}.api_wait_seconds ;;
    value_format_name: seconds
  }

  measure: api_wait_hours {
    label: "Hours of waiting for the backend"
    type: number
    description: "Hours from requests of the tool to their answers."
    sql: ${api_wait_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: swivel_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of the effort in other tools."
    sql: ${TABLE}.swivel_seconds ;;
    value_format_name: seconds
  }

  measure: swivel_hours {
    type: number
    description: "Hours of the effort in other tools."
    sql: ${swivel_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: copies_and_pastes {
    type: sum
    description: "Copies and pastes."
    sql: ${TABLE}.copy_paste_count ;;
    value_format_name: decimal_0
  }

  measure: templates {
    type: sum
    description: "Templates inserted."
    sql: ${TABLE}.template_count ;;
    value_format_name: decimal_0
  }

  measure: errors {
    type: sum
    description: "Answers of the tool's API with a status of 400 or above."
    sql: ${TABLE}.error_count ;;
    value_format_name: decimal_0
  }

  measure: trips_away {
    type: sum
    description: "Times the agent left the tool from there, for a second or longer."
    sql: ${TABLE}.away_count ;;
    value_format_name: decimal_0
  }

  measure: effort_per_visit {
    type: number
    description: "Seconds of work / visits."
    sql: ${effort_seconds_sum} / nullif(${screen_visits}, 0) ;;
    value_format_name: seconds
  }

  measure: errors_per_visit {
    type: number
    description: "Errors / visits."
    sql: ${errors} / nullif(${screen_visits}, 0) ;;
    value_format_name: decimal_2
  }

  measure: swivel_share {
    label: "Share of effort in other tools"
    type: number
    description: "Seconds in other tools / seconds of work."
    sql: ${swivel_seconds_sum} / nullif(${effort_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }
}
