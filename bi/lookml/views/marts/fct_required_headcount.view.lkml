# Written by bi/lookml/generate.py from models/marts/staffing/fct_required_headcount.yml: change that, not this.
# One row per scenario, forecast_run_at, interval_start_at, channel and staffing_model: heads that the work needs. Every channel has throughput; live ones have erlang_c, and erlang_a where the seed gives a patience; deferred ones have deferred, the same heads over each block of hours. Heads come from expected_inquiries, fractions and all; inquiry_count are whole inquiries that add up to them over the date.
view: fct_required_headcount {
  label: "Required headcount"
  sql_table_name: `@{MARTS}.fct_required_headcount` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: scenario, forecast_run_at, interval_start_at, channel, staffing_model."
    sql: to_json_string(struct(${TABLE}.scenario, ${TABLE}.forecast_run_at, ${TABLE}.interval_start_at, ${TABLE}.channel, ${TABLE}.staffing_model)) ;;
  }

  dimension: scenario {
    type: string
    description: "base, or a what-if."
    sql: ${TABLE}.scenario ;;
  }

  dimension_group: forecast_run_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "When the forecast was made, UTC; null for what happened."
    sql: ${TABLE}.forecast_run_at ;;
  }

  dimension_group: interval_start_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time]
    description: "Start of the interval, UTC; cut in the reporting time zone."
    sql: ${TABLE}.interval_start_at ;;
  }

  dimension: channel {
    type: string
    description: "Channel of the inquiry (phone, chat, mail, in_app, or an unmapped word as delivered)."
    sql: ${TABLE}.channel ;;
  }

  dimension: staffing_model {
    type: string
    description: "throughput (volume x AHT / interval / occupancy), erlang_c (nobody gives up), erlang_a (customers lose patience) or deferred (all of it in time, flat over a block)."
    sql: ${TABLE}.staffing_model ;;
  }

  dimension: inquiry_count {
    hidden: yes
    type: number
    description: "Inquiries created or expected, as whole ones; merged tickets are not counted again."
    sql: ${TABLE}.inquiry_count ;;
  }

  dimension: expected_inquiries {
    hidden: yes
    type: number
    description: "Inquiries that heads are worked out from; of what happened the inquiries themselves."
    sql: ${TABLE}.expected_inquiries ;;
  }

  dimension: aht_seconds {
    hidden: yes
    type: number
    description: "Seconds for staffing: all effort of the matured inquiries of the month (of late, where it is to come) / those inquiries, as the scenario changes it."
    sql: ${TABLE}.aht_seconds ;;
  }

  dimension: published_aht_seconds {
    hidden: yes
    type: number
    description: "Seconds of attention per completed ticket of the same cohort, beside the staffing AHT."
    sql: ${TABLE}.published_aht_seconds ;;
  }

  dimension: handled_rate {
    hidden: yes
    type: number
    description: "Share of the cohort's inquiries that agents worked on and completed."
    sql: ${TABLE}.handled_rate ;;
  }

  dimension: workload_seconds {
    hidden: yes
    type: number
    description: "Seconds of work: inquiry_count x aht_seconds."
    sql: ${TABLE}.workload_seconds ;;
  }

  dimension: required_agents {
    hidden: yes
    type: number
    description: "Agents needed at work, rounded up."
    sql: ${TABLE}.required_agents ;;
  }

  dimension: required_agents_low {
    hidden: yes
    type: number
    description: "The same from the proven effort, and of forecasts from the lower end."
    sql: ${TABLE}.required_agents_low ;;
  }

  dimension: required_agents_high {
    hidden: yes
    type: number
    description: "The same from the possible effort, and of forecasts from the upper end."
    sql: ${TABLE}.required_agents_high ;;
  }

  dimension: paid_agents {
    hidden: yes
    type: number
    description: "Agents to pay for: required / (1 - shrinkage), rounded up; of throughput from the fraction of required agents."
    sql: ${TABLE}.paid_agents ;;
  }

  dimension: shrinkage {
    hidden: yes
    type: number
    description: "Share of paid time that is not presence."
    sql: ${TABLE}.shrinkage ;;
  }

  dimension: predicted_service_level {
    hidden: yes
    type: number
    description: "Share, 0 to 1, that these agents answer in time; of deferred work the share of all of it; null for throughput."
    sql: ${TABLE}.predicted_service_level ;;
  }

  dimension: occupancy {
    hidden: yes
    type: number
    description: "Share of the required agents' time that is work."
    sql: ${TABLE}.occupancy ;;
  }

  dimension: scheduled_agents {
    hidden: yes
    type: number
    description: "Agents that shifts plan for the channel; those that name none are split by work."
    sql: ${TABLE}.scheduled_agents ;;
  }

  dimension: gap {
    hidden: yes
    type: number
    description: "Scheduled less required."
    sql: ${TABLE}.gap ;;
  }

  dimension: status {
    type: string
    description: "ok; rounded (of deferred work, no block can spare an agent, but fewer hours may exist); closed; no_aht or unknown (the work is not known); infeasible."
    sql: ${TABLE}.status ;;
  }

  dimension: status_reason {
    type: string
    description: "Why there is no figure."
    sql: ${TABLE}.status_reason ;;
  }
}
