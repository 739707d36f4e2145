# What was needed beside what was, by arrival of the inquiries.
view: +fct_staffing_outcomes {
  dimension_group: local_start {
    label: "Local start"
    type: time
    datatype: datetime
    convert_tz: no
    timeframes: [time, hour_of_day, time_of_day, day_of_week]
    description: "Start of the interval in the reporting time zone."
    sql: datetime(${TABLE}.interval_start_at, '@{REPORTING_TIMEZONE}') ;;
  }

  measure: inquiries {
    type: sum
    description: "Inquiries created; merged tickets are not counted again."
    sql: ${TABLE}.inquiry_count ;;
    value_format_name: decimal_0
  }

  measure: answered_inquiries {
    type: sum
    description: "Inquiries that were answered, whenever."
    sql: ${TABLE}.answered_count ;;
    value_format_name: decimal_0
  }

  measure: inquiries_within_target {
    type: sum
    description: "Inquiries that were answered in time."
    sql: ${TABLE}.within_target_count ;;
    value_format_name: decimal_0
  }

  measure: abandoned_inquiries {
    type: sum
    description: "Inquiries that the customer gave up."
    sql: ${TABLE}.abandoned_count ;;
    value_format_name: decimal_0
  }

  measure: wait_seconds {
    hidden: yes
    type: sum
    description: "Seconds from creation to answer, summed over the answered inquiries."
    sql: ${TABLE}.wait_seconds_sum ;;
    value_format_name: seconds
  }

  measure: service_level {
    type: number
    description: "Inquiries answered in time / inquiries."
    sql: ${inquiries_within_target} / nullif(${inquiries}, 0) ;;
    value_format_name: percent_1
  }

  measure: average_wait {
    label: "Average wait in seconds"
    type: number
    description: "Average speed of answer: seconds from creation to answer / answered inquiries."
    sql: ${wait_seconds} / nullif(${answered_inquiries}, 0) ;;
    value_format_name: seconds
  }

  measure: abandonment_share {
    label: "Abandonment rate"
    type: number
    description: "Inquiries that the customer gave up / inquiries."
    sql: ${abandoned_inquiries} / nullif(${inquiries}, 0) ;;
    value_format_name: percent_1
  }

  measure: inquiries_with_prediction {
    hidden: yes
    type: sum
    description: "Inquiries of intervals with a predicted service level."
    filters: [predicted_service_level: "NOT NULL"]
    sql: ${TABLE}.inquiry_count ;;
    value_format_name: decimal_0
  }

  measure: inquiries_predicted_in_time {
    hidden: yes
    type: sum
    description: "Inquiries that the required agents would have answered in time."
    sql: ${TABLE}.predicted_service_level * ${TABLE}.inquiry_count ;;
    value_format_name: decimal_1
  }

  measure: predicted_service_level_share {
    label: "Predicted service level"
    type: number
    description: "Inquiries that the required agents would have answered in time / inquiries of which it is predicted."
    sql: ${inquiries_predicted_in_time} / nullif(${inquiries_with_prediction}, 0) ;;
    value_format_name: percent_1
  }

  measure: known_rows {
    hidden: yes
    type: count
    description: "Intervals and channels of which the required agents are known."
    filters: [required_agents: "NOT NULL"]
    value_format_name: decimal_0
  }

  measure: required_agents_sum {
    hidden: yes
    type: sum
    description: "Required agents, summed over intervals."
    sql: ${TABLE}.required_agents ;;
    value_format_name: decimal_0
  }

  measure: required_agent_hours {
    type: number
    description: "Hours of agents that the work needed; null where nothing is known."
    sql: case when ${known_rows} > 0 then ${required_agents_sum} * @{INTERVAL_MINUTES} / 60 end ;;
    value_format_name: hours
  }

  measure: required_agents_low_sum {
    hidden: yes
    type: sum
    description: "Required agents, summed over intervals."
    sql: ${TABLE}.required_agents_low ;;
    value_format_name: decimal_0
  }

  measure: required_agent_hours_low {
    type: number
    description: "The same from the proven effort; null where nothing is known."
    sql: case when ${known_rows} > 0 then ${required_agents_low_sum} * @{INTERVAL_MINUTES} / 60 end ;;
    value_format_name: hours
  }

  measure: required_agents_high_sum {
    hidden: yes
    type: sum
    description: "Required agents, summed over intervals."
    sql: ${TABLE}.required_agents_high ;;
    value_format_name: decimal_0
  }

  measure: required_agent_hours_high {
    type: number
    description: "The same from the possible effort; null where nothing is known."
    sql: case when ${known_rows} > 0 then ${required_agents_high_sum} * @{INTERVAL_MINUTES} / 60 end ;;
    value_format_name: hours
  }

  measure: scheduled_agents_sum {
    hidden: yes
    type: sum
    description: "Scheduled agents, summed over intervals."
    sql: ${TABLE}.scheduled_agents ;;
    value_format_name: heads
  }

  measure: scheduled_agent_hours {
    type: number
    description: "Hours of agents that shifts planned."
    sql: ${scheduled_agents_sum} * @{INTERVAL_MINUTES} / 60 ;;
    value_format_name: hours
  }

  measure: gap_sum {
    hidden: yes
    type: sum
    description: "Scheduled less required agents, summed over intervals."
    sql: ${TABLE}.gap ;;
    value_format_name: heads
  }

  measure: gap_agent_hours {
    type: number
    description: "Hours scheduled less hours required, below zero where too few were planned; null where nothing is known."
    sql: case when ${known_rows} > 0 then ${gap_sum} * @{INTERVAL_MINUTES} / 60 end ;;
    value_format_name: hours
  }

  measure: missing_agents_sum {
    hidden: yes
    type: sum
    description: "Agents short of what was required, summed over the intervals that were short."
    sql: greatest(-${TABLE}.gap, 0) ;;
    value_format_name: heads
  }

  measure: missing_agent_hours {
    type: number
    description: "Hours of agents that were short where the schedule was below what was required; null where nothing is known."
    sql: case when ${known_rows} > 0 then ${missing_agents_sum} * @{INTERVAL_MINUTES} / 60 end ;;
    value_format_name: hours
  }
}
