# A row is a scenario, a run (null is what happened), an interval, a channel and a model: the same work stands in many
# rows. Measures are null wherever a group mixes scenarios, runs, or models of one channel.
view: +fct_required_headcount {
  dimension_group: local_start {
    label: "Local start"
    type: time
    datatype: datetime
    convert_tz: no
    timeframes: [raw, time, date, week, month, hour_of_day, time_of_day, day_of_week]
    description: "Start of the interval in the reporting time zone."
    sql: datetime(${TABLE}.interval_start_at, '@{REPORTING_TIMEZONE}') ;;
  }

  dimension: basis {
    type: string
    description: "actual (what happened) or forecast."
    sql: case when ${TABLE}.forecast_run_at is null then 'actual' else 'forecast' end ;;
  }

  dimension: is_planned_model {
    type: yesno
    description: "The staffing model is the one that the channel is planned with."
    sql: ${staffing_model} = ${dim_channels.staffed_by} ;;
  }

  measure: plans {
    hidden: yes
    type: count_distinct
    description: "Pairs of scenario and run in the group."
    sql: to_json_string(struct(${TABLE}.scenario, ${TABLE}.forecast_run_at)) ;;
    value_format_name: decimal_0
  }

  measure: channels {
    hidden: yes
    type: count_distinct
    description: "Channels in the group."
    sql: ${channel} ;;
    value_format_name: decimal_0
  }

  measure: channel_models {
    hidden: yes
    type: count_distinct
    description: "Pairs of channel and staffing model in the group."
    sql: to_json_string(struct(${TABLE}.channel, ${TABLE}.staffing_model)) ;;
    value_format_name: decimal_0
  }

  measure: intervals {
    hidden: yes
    type: count_distinct
    description: "Intervals in the group."
    sql: ${interval_start_at_raw} ;;
    value_format_name: decimal_0
  }

  measure: plan_mix {
    hidden: yes
    type: number
    description: "1 where the group is of one scenario and run, and of one model per channel; more where it mixes them."
    sql: ${plans} + ${channel_models} - ${channels} ;;
    value_format_name: decimal_0
  }

  measure: inquiry_sum {
    hidden: yes
    type: sum
    description: "Inquiries, summed over whatever is in the group."
    sql: ${TABLE}.inquiry_count ;;
    value_format_name: decimal_0
  }

  measure: inquiries {
    type: number
    description: "Inquiries created or expected, as whole ones; null over mixed plans."
    sql: case when ${plan_mix} = 1 then ${inquiry_sum} end ;;
    value_format_name: decimal_0
  }

  measure: workload_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of work, summed over whatever is in the group."
    sql: ${TABLE}.workload_seconds ;;
    value_format_name: seconds
  }

  measure: workload_hours {
    type: number
    description: "Hours of work: inquiries x AHT; null over mixed plans."
    sql: case when ${plan_mix} = 1 then ${workload_seconds_sum} / 3600 end ;;
    value_format_name: hours
  }

  measure: inquiries_with_aht {
    hidden: yes
    type: sum
    description: "Inquiries of channels whose handling time is known, summed."
    filters: [workload_seconds: "NOT NULL"]
    sql: ${TABLE}.inquiry_count ;;
    value_format_name: decimal_0
  }

  measure: staffing_aht_minutes {
    label: "AHT for staffing in minutes"
    type: number
    description: "Minutes of work / inquiries: all effort of matured inquiries per inquiry, as staffing takes it; null over mixed plans."
    sql: case when ${plan_mix} = 1 then ${workload_seconds_sum} / nullif(${inquiries_with_aht}, 0) / 60 end ;;
    value_format_name: minutes
  }

  measure: rows_with_agents {
    hidden: yes
    type: count
    description: "Rows of which the required agents are known."
    filters: [required_agents: "NOT NULL"]
    value_format_name: decimal_0
  }

  measure: known_intervals {
    hidden: yes
    type: number
    description: "1 and more where the required agents of some interval are known."
    sql: ${rows_with_agents} ;;
    value_format_name: decimal_0
  }

  measure: rows_without_agents {
    hidden: yes
    type: count
    description: "Rows of which the required agents are not known."
    filters: [required_agents: "NULL"]
    value_format_name: decimal_0
  }

  measure: unknown_intervals {
    type: number
    description: "Intervals and channels of which the required agents are not known: no sum has them; null over mixed plans."
    sql: case when ${plan_mix} = 1 then ${rows_without_agents} end ;;
    value_format_name: decimal_0
  }

  measure: required_agents_sum {
    hidden: yes
    type: sum
    description: "Required agents, summed over intervals."
    sql: ${TABLE}.required_agents ;;
    value_format_name: decimal_0
  }

  measure: required_agents_low_sum {
    hidden: yes
    type: sum
    description: "Required agents at the lower end, summed over intervals."
    sql: ${TABLE}.required_agents_low ;;
    value_format_name: decimal_0
  }

  measure: required_agents_high_sum {
    hidden: yes
    type: sum
    description: "Required agents at the upper end, summed over intervals."
    sql: ${TABLE}.required_agents_high ;;
    value_format_name: decimal_0
  }

  measure: required_agent_hours {
    type: number
    description: "Hours of agents that the work needs; null over mixed plans, and where nothing is known."
    sql: case when ${plan_mix} = 1 and ${known_intervals} > 0 then ${required_agents_sum} * @{INTERVAL_MINUTES} / 60 end ;;
    value_format_name: hours
  }

  measure: required_agent_hours_low {
    type: number
    description: "The same from the proven effort and the lower end of the forecast; null over mixed plans, and where nothing is known."
    sql: case when ${plan_mix} = 1 and ${known_intervals} > 0 then ${required_agents_low_sum} * @{INTERVAL_MINUTES} / 60 end ;;
    value_format_name: hours
  }

  measure: required_agent_hours_high {
    type: number
    description: "The same from the possible effort and the upper end of the forecast; null over mixed plans, and where nothing is known."
    sql: case when ${plan_mix} = 1 and ${known_intervals} > 0 then ${required_agents_high_sum} * @{INTERVAL_MINUTES} / 60 end ;;
    value_format_name: hours
  }
}
