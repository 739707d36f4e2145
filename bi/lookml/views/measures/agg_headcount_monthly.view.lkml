# Hours and cost add up over months and channels of one scenario and run. Full-time agents add up over channels alone:
# each month has its own.
view: +agg_headcount_monthly {
  dimension: day_count {
    hidden: no
  }

  dimension: basis {
    type: string
    description: "actual (what happened) or forecast."
    sql: case when ${TABLE}.forecast_run_at is null then 'actual' else 'forecast' end ;;
  }

  measure: plans {
    hidden: yes
    type: count_distinct
    description: "Pairs of scenario and run in the group."
    sql: to_json_string(struct(${TABLE}.scenario, ${TABLE}.forecast_run_at)) ;;
    value_format_name: decimal_0
  }

  measure: months {
    hidden: yes
    type: count_distinct
    description: "Months in the group."
    sql: ${month_start_raw} ;;
    value_format_name: decimal_0
  }

  measure: currencies {
    hidden: yes
    type: count_distinct
    description: "Currencies in the group."
    sql: ${currency} ;;
    value_format_name: decimal_0
  }

  measure: known_rows {
    hidden: yes
    type: count
    description: "Months and channels whose hours are known."
    filters: [seat_hours: "NOT NULL"]
    value_format_name: decimal_0
  }

  measure: seat_hours_sum {
    hidden: yes
    type: sum
    description: "Hours of required agents, summed over whatever is in the group."
    sql: ${TABLE}.seat_hours ;;
    value_format_name: hours
  }

  measure: paid_hours_sum {
    hidden: yes
    type: sum
    description: "Hours to pay for, summed over whatever is in the group."
    sql: ${TABLE}.paid_hours ;;
    value_format_name: hours
  }

  measure: cost_sum {
    hidden: yes
    type: sum
    description: "Cost, summed over whatever is in the group."
    sql: ${TABLE}.cost ;;
    value_format_name: money
  }

  measure: required_agent_hours {
    type: number
    description: "Hours of agents at work that the work needs; null over mixed plans."
    sql: case when ${plans} = 1 and ${known_rows} > 0 then ${seat_hours_sum} end ;;
    value_format_name: hours
  }

  measure: paid_agent_hours {
    type: number
    description: "Hours to pay for: required hours / (1 - shrinkage); null over mixed plans."
    sql: case when ${plans} = 1 and ${known_rows} > 0 then ${paid_hours_sum} end ;;
    value_format_name: hours
  }

  measure: planned_shrinkage {
    type: number
    description: "Share of paid time that is not presence: 1 - required hours / paid hours; null over mixed plans."
    sql: case when ${plans} = 1 then 1 - ${seat_hours_sum} / nullif(${paid_hours_sum}, 0) end ;;
    value_format_name: percent_1
  }

  measure: fte_sum {
    hidden: yes
    type: sum
    description: "Full-time agents, summed over whatever is in the group."
    sql: ${TABLE}.fte ;;
    value_format_name: decimal_0
  }

  measure: full_time_agents {
    type: number
    description: "Full-time agents that the month needs, each channel rounded up once; null over several months or mixed plans."
    sql: case when ${plans} = 1 and ${months} = 1 and ${known_rows} > 0 then ${fte_sum} end ;;
    value_format_name: decimal_0
  }

  measure: fte_low_sum {
    hidden: yes
    type: sum
    description: "Full-time agents, summed over whatever is in the group."
    sql: ${TABLE}.fte_low ;;
    value_format_name: decimal_0
  }

  measure: full_time_agents_low {
    type: number
    description: "The same from the proven effort and the smallest month that past errors allow; null over several months or mixed plans."
    sql: case when ${plans} = 1 and ${months} = 1 and ${known_rows} > 0 then ${fte_low_sum} end ;;
    value_format_name: decimal_0
  }

  measure: fte_high_sum {
    hidden: yes
    type: sum
    description: "Full-time agents, summed over whatever is in the group."
    sql: ${TABLE}.fte_high ;;
    value_format_name: decimal_0
  }

  measure: full_time_agents_high {
    type: number
    description: "The same from the possible effort and the largest month; null over several months or mixed plans."
    sql: case when ${plans} = 1 and ${months} = 1 and ${known_rows} > 0 then ${fte_high_sum} end ;;
    value_format_name: decimal_0
  }

  measure: total_cost {
    label: "Cost"
    type: number
    description: "Cost of the paid hours, in the currency; null over several currencies or mixed plans."
    sql: case when ${plans} = 1 and ${currencies} = 1 and ${known_rows} > 0 then ${cost_sum} end ;;
    value_format_name: money
  }

  measure: cost_per_paid_hour {
    type: number
    description: "Cost / paid hours; null over several currencies or mixed plans."
    sql: ${total_cost} / nullif(${paid_hours_sum}, 0) ;;
    value_format_name: money
  }

  measure: unknown_interval_sum {
    hidden: yes
    type: sum
    description: "Intervals of which the required agents are not known, summed over whatever is in the group."
    sql: ${TABLE}.unknown_interval_count ;;
    value_format_name: decimal_0
  }

  measure: unknown_intervals {
    type: number
    description: "Intervals of which the required agents are not known: no sum has them; null over mixed plans."
    sql: case when ${plans} = 1 then ${unknown_interval_sum} end ;;
    value_format_name: decimal_0
  }
}
