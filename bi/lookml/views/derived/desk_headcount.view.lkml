# What the whole desk needs at the same time: channels add up within an interval, their peaks do not. Each channel
# goes by the model that it is planned with; where one with inquiries has no answer, the desk has none.
view: desk_headcount {
  label: "Headcount of the desk"
  derived_table: {
    sql:
      select
        heads.scenario,
        heads.forecast_run_at,
        heads.interval_start_at,
        sum(heads.inquiry_count) as inquiry_count,
        case
          when countif(heads.required_agents is null and heads.inquiry_count > 0) = 0
            then sum(heads.required_agents)
        end as required_agents,
        case
          when countif(heads.required_agents_low is null and heads.inquiry_count > 0) = 0
            then sum(heads.required_agents_low)
        end as required_agents_low,
        case
          when countif(heads.required_agents_high is null and heads.inquiry_count > 0) = 0
            then sum(heads.required_agents_high)
        end as required_agents_high,
        case
          when countif(heads.paid_agents is null and heads.inquiry_count > 0) = 0
            then sum(heads.paid_agents)
        end as paid_agents,
        sum(heads.scheduled_agents) as scheduled_agents
      from ${fct_required_headcount.SQL_TABLE_NAME} as heads
      inner join ${dim_channels.SQL_TABLE_NAME} as channels
        on heads.channel = channels.channel and heads.staffing_model = channels.staffed_by
      group by heads.scenario, heads.forecast_run_at, heads.interval_start_at ;;
  }

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: scenario, forecast_run_at, interval_start_at."
    sql: to_json_string(struct(${TABLE}.scenario, ${TABLE}.forecast_run_at, ${TABLE}.interval_start_at)) ;;
  }

  dimension: scenario {
    type: string
    description: "base, or a what-if."
    sql: ${TABLE}.scenario ;;
  }

  dimension: basis {
    type: string
    description: "actual (what happened) or forecast."
    sql: case when ${TABLE}.forecast_run_at is null then 'actual' else 'forecast' end ;;
  }

  dimension_group: local_start {
    label: "Local start"
    type: time
    datatype: datetime
    convert_tz: no
    timeframes: [raw, time, date, week, month, hour_of_day, time_of_day, day_of_week]
    description: "Start of the interval in the reporting time zone."
    sql: datetime(${TABLE}.interval_start_at, '@{REPORTING_TIMEZONE}') ;;
  }

  measure: plans {
    hidden: yes
    type: count_distinct
    description: "Pairs of scenario and run in the group."
    sql: to_json_string(struct(${TABLE}.scenario, ${TABLE}.forecast_run_at)) ;;
    value_format_name: decimal_0
  }

  measure: peak_inquiries {
    type: number
    description: "Inquiries of the busiest interval, of all channels; null over mixed plans."
    sql: case when ${plans} = 1 then max(${TABLE}.inquiry_count) end ;;
    value_format_name: decimal_0
  }

  measure: peak_required_agents {
    type: number
    description: "Agents that the desk needs at most at the same time; null over mixed plans."
    sql: case when ${plans} = 1 then max(${TABLE}.required_agents) end ;;
    value_format_name: decimal_0
  }

  measure: peak_required_agents_low {
    type: number
    description: "The same from the proven effort and the lower end of the forecast."
    sql: case when ${plans} = 1 then max(${TABLE}.required_agents_low) end ;;
    value_format_name: decimal_0
  }

  measure: peak_required_agents_high {
    type: number
    description: "The same from the possible effort and the upper end of the forecast."
    sql: case when ${plans} = 1 then max(${TABLE}.required_agents_high) end ;;
    value_format_name: decimal_0
  }

  measure: peak_paid_agents {
    type: number
    description: "The same, with breaks and absence; null over mixed plans."
    sql: case when ${plans} = 1 then max(${TABLE}.paid_agents) end ;;
    value_format_name: decimal_0
  }

  measure: known_intervals {
    hidden: yes
    type: count
    description: "Intervals of which the desk's required agents are known."
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

  measure: scheduled_agents_sum {
    hidden: yes
    type: sum
    description: "Scheduled agents, summed over the intervals of which the required agents are known."
    filters: [required_agents: "NOT NULL"]
    sql: ${TABLE}.scheduled_agents ;;
    value_format_name: heads
  }

  measure: average_required_agents {
    type: number
    description: "Agents that the desk needs at the same time, on average over the intervals in the group; null over mixed plans."
    sql: case when ${plans} = 1 then ${required_agents_sum} / nullif(${known_intervals}, 0) end ;;
    value_format_name: heads
  }

  measure: average_scheduled_agents {
    type: number
    description: "Agents that shifts plan, on average over the same intervals; null over mixed plans."
    sql: case when ${plans} = 1 then ${scheduled_agents_sum} / nullif(${known_intervals}, 0) end ;;
    value_format_name: heads
  }

  # what the filters above ask for
  dimension: required_agents {
    hidden: yes
    type: number
    description: "Agents that the desk needs in the interval; null where a channel with inquiries has no answer."
    sql: ${TABLE}.required_agents ;;
  }
}
