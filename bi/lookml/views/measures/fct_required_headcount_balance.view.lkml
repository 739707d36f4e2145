# Peaks, schedules and what the required agents bring about.
view: +fct_required_headcount {
  measure: average_required_agents {
    type: number
    description: "Agents needed at the same time, on average over the intervals of the group: their sum / intervals; null over mixed plans."
    sql: case when ${plan_mix} = 1 and ${known_intervals} > 0 then ${required_agents_sum} / ${intervals} end ;;
    value_format_name: heads
  }

  measure: peak_required_agents {
    type: number
    description: "Agents that a channel needs at most at the same time; null over mixed plans and over several channels, whose peaks need not meet (see the explore of the whole desk)."
    sql: case when ${plan_mix} = 1 and ${channels} = 1 then max(${TABLE}.required_agents) end ;;
    value_format_name: decimal_0
  }

  measure: peak_paid_agents {
    type: number
    description: "The same, with breaks and absence; null over mixed plans and over several channels."
    sql: case when ${plan_mix} = 1 and ${channels} = 1 then max(${TABLE}.paid_agents) end ;;
    value_format_name: decimal_0
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
    description: "Hours of agents that shifts plan; null over mixed plans."
    sql: case when ${plan_mix} = 1 then ${scheduled_agents_sum} * @{INTERVAL_MINUTES} / 60 end ;;
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
    description: "Hours scheduled less hours required, below zero where too few are planned; null over mixed plans."
    sql: case when ${plan_mix} = 1 and ${known_intervals} > 0 then ${gap_sum} * @{INTERVAL_MINUTES} / 60 end ;;
    value_format_name: hours
  }

  measure: missing_agents_sum {
    hidden: yes
    type: sum
    description: "Agents short of what is required, summed over the intervals that are short."
    sql: greatest(-${TABLE}.gap, 0) ;;
    value_format_name: heads
  }

  measure: missing_agent_hours {
    type: number
    description: "Hours of agents that are short where a schedule is below what is required; what is too much elsewhere makes up for none of it. Null over mixed plans."
    sql: case when ${plan_mix} = 1 and ${known_intervals} > 0 then ${missing_agents_sum} * @{INTERVAL_MINUTES} / 60 end ;;
    value_format_name: hours
  }

  measure: expected_inquiries_sum {
    hidden: yes
    type: sum
    description: "Inquiries that heads are worked out from, where a service level is predicted."
    filters: [predicted_service_level: "NOT NULL"]
    sql: ${TABLE}.expected_inquiries ;;
    value_format_name: decimal_1
  }

  measure: inquiries_predicted_in_time {
    hidden: yes
    type: sum
    description: "Inquiries that the required agents answer in time."
    sql: ${TABLE}.predicted_service_level * ${TABLE}.expected_inquiries ;;
    value_format_name: decimal_1
  }

  measure: predicted_service_level_share {
    label: "Predicted service level"
    type: number
    description: "Inquiries that the required agents answer in time / inquiries of which it is predicted; null over mixed plans."
    sql: case when ${plan_mix} = 1 then ${inquiries_predicted_in_time} / nullif(${expected_inquiries_sum}, 0) end ;;
    value_format_name: percent_1
  }

  measure: busy_agents_sum {
    hidden: yes
    type: sum
    description: "Required agents that are busy, summed over intervals."
    sql: ${TABLE}.occupancy * ${TABLE}.required_agents ;;
    value_format_name: heads
  }

  measure: agents_with_occupancy_sum {
    hidden: yes
    type: sum
    description: "Required agents whose occupancy is known, summed over intervals."
    filters: [occupancy: "NOT NULL"]
    sql: ${TABLE}.required_agents ;;
    value_format_name: heads
  }

  measure: planned_occupancy {
    type: number
    description: "Share of the required agents' time that is work: busy / required agents; null over mixed plans."
    sql: case when ${plan_mix} = 1 then ${busy_agents_sum} / nullif(${agents_with_occupancy_sum}, 0) end ;;
    value_format_name: percent_1
  }
}
