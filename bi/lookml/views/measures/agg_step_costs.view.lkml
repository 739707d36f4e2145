# What steps of the tool cost. Effort and cost add up; tickets and heads do so within one month alone, and tickets
# within one screen.
view: +agg_step_costs {
  dimension: cost_rank {
    hidden: no
  }

  measure: currencies {
    hidden: yes
    type: count_distinct
    description: "Currencies in the group."
    sql: ${currency} ;;
    value_format_name: decimal_0
  }

  measure: months {
    hidden: yes
    type: count_distinct
    description: "Months in the group."
    sql: ${month_start_raw} ;;
    value_format_name: decimal_0
  }

  measure: screens {
    hidden: yes
    type: count_distinct
    description: "Screens in the group."
    sql: ${screen} ;;
    value_format_name: decimal_0
  }

  measure: ticket_sum {
    hidden: yes
    type: sum
    description: "Tickets, summed over whatever is in the group."
    sql: ${TABLE}.ticket_count ;;
    value_format_name: decimal_0
  }

  measure: tickets {
    type: number
    description: "Tickets that agents were on the screen for; null over several screens or months, which share tickets."
    sql: case when ${screens} = 1 and ${months} = 1 then ${ticket_sum} end ;;
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
    description: "Seconds of attention."
    sql: ${TABLE}.effort_seconds ;;
    value_format_name: seconds
  }

  measure: effort_hours {
    type: number
    description: "Hours of attention there: the hours at stake."
    sql: ${effort_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: effort_per_visit {
    type: number
    description: "Seconds of attention / visits."
    sql: ${effort_seconds_sum} / nullif(${screen_visits}, 0) ;;
    value_format_name: seconds
  }

  measure: api_wait_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of waiting for the backend."
    sql: ${TABLE}.api_wait_seconds ;;
    value_format_name: seconds
  }

  measure: api_wait_hours {
    label: "Hours of waiting for the backend"
    type: number
    description: "Hours from asking the backend to its answer, one request after another."
    sql: ${api_wait_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: api_wait_per_visit {
    label: "Waiting for the backend per visit, in seconds"
    type: number
    description: "Seconds of waiting for the backend / visits."
    sql: ${api_wait_seconds_sum} / nullif(${screen_visits}, 0) ;;
    value_format_name: decimal_1
  }

  measure: copies_and_pastes {
    type: sum
    description: "Copies and pastes."
    sql: ${TABLE}.copy_paste_count ;;
    value_format_name: decimal_0
  }

  measure: templates {
    type: sum
    description: "Templates that were inserted."
    sql: ${TABLE}.template_count ;;
    value_format_name: decimal_0
  }

  measure: errors {
    type: sum
    description: "Answers of the backend with a status of 400 and more."
    sql: ${TABLE}.error_count ;;
    value_format_name: decimal_0
  }

  measure: errors_per_visit {
    type: number
    description: "Errors / visits."
    sql: ${errors} / nullif(${screen_visits}, 0) ;;
    value_format_name: decimal_2
  }

  measure: trips_away {
    type: sum
    description: "Trips away from the tool, those that did not come back to the ticket too."
    sql: ${TABLE}.away_count ;;
    value_format_name: decimal_0
  }

  measure: swivel_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of the effort in other tools."
    sql: ${TABLE}.swivel_seconds ;;
    value_format_name: seconds
  }

  measure: swivel_share {
    label: "Share of effort in other tools"
    type: number
    description: "Seconds in other tools / seconds of attention."
    sql: ${swivel_seconds_sum} / nullif(${effort_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: agents_at_stake_sum {
    hidden: yes
    type: sum
    description: "Full-time agents at stake, summed over whatever is in the group."
    sql: ${TABLE}.agents_at_stake ;;
    value_format_name: heads
  }

  measure: full_time_agents_at_stake {
    type: number
    description: "Full-time agents that the effort keeps busy, if the whole month is like its days that are over; null over several months."
    sql: case when ${months} = 1 then ${agents_at_stake_sum} end ;;
    value_format_name: heads
  }

  measure: cost_sum {
    hidden: yes
    type: sum
    description: "Cost, summed over whatever is in the group."
    sql: ${TABLE}.cost_at_stake ;;
    value_format_name: money
  }

  measure: total_cost_at_stake {
    label: "Cost at stake"
    type: number
    description: "What the effort has cost so far, in the currency; null over several currencies."
    sql: case when ${currencies} <= 1 then ${cost_sum} end ;;
    value_format_name: money
  }
}
