# Written by bi/lookml/generate.py from models/marts/staffing/agg_headcount_monthly.yml: change that, not this.
# One row per scenario, forecast_run_at, month_start_date and channel: hours, heads and cost that the work of the month needs, by the staffing model that the channel is planned with. A month of which only some days are in it (day_count) counts those days alone; fte is then what these days need, in full-time agents of the month.
view: agg_headcount_monthly {
  label: "Headcount monthly"
  sql_table_name: `@{MARTS}.agg_headcount_monthly` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: scenario, forecast_run_at, month_start_date, channel."
    sql: to_json_string(struct(${TABLE}.scenario, ${TABLE}.forecast_run_at, ${TABLE}.month_start_date, ${TABLE}.channel)) ;;
  }

  dimension: scenario {
    type: string
    description: "base, or a what-if of the seed scenarios."
    sql: ${TABLE}.scenario ;;
  }

  dimension_group: forecast_run_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "When the forecast was made, UTC; null for what happened."
    sql: ${TABLE}.forecast_run_at ;;
  }

  dimension_group: month_start {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, month, quarter, year]
    description: "First day of the month, in the reporting time zone."
    sql: ${TABLE}.month_start_date ;;
  }

  dimension: channel {
    type: string
    description: "Channel of the inquiry (phone, chat, mail, in_app, or an unmapped word as delivered)."
    sql: ${TABLE}.channel ;;
  }

  dimension: day_count {
    hidden: yes
    type: number
    description: "Days of the month that are in it."
    sql: ${TABLE}.day_count ;;
  }

  dimension: unknown_interval_count {
    hidden: yes
    type: number
    description: "Intervals of which the required agents are not known; they are not in the sums."
    sql: ${TABLE}.unknown_interval_count ;;
  }

  dimension: seat_hours {
    hidden: yes
    type: number
    description: "Hours of required agents at work."
    sql: ${TABLE}.seat_hours ;;
  }

  dimension: shrinkage {
    hidden: yes
    type: number
    description: "Share of paid time, 0 to 1, that is not presence."
    sql: ${TABLE}.shrinkage ;;
  }

  dimension: paid_hours {
    hidden: yes
    type: number
    description: "Hours to pay for: seat_hours / (1 - shrinkage)."
    sql: ${TABLE}.paid_hours ;;
  }

  dimension: fte {
    hidden: yes
    type: number
    description: "Full-time agents: paid_hours / the hours that one is paid for on these days, rounded up once."
    sql: ${TABLE}.fte ;;
  }

  dimension: fte_low {
    hidden: yes
    type: number
    description: "The same from the proven effort and, of forecasts, from the smallest month that past errors allow."
    sql: ${TABLE}.fte_low ;;
  }

  dimension: fte_high {
    hidden: yes
    type: number
    description: "The same from the possible effort and the largest month."
    sql: ${TABLE}.fte_high ;;
  }

  dimension: cost {
    hidden: yes
    type: number
    description: "Cost of paid_hours, in the currency, at what an hour costs on average over all agents of the month."
    sql: ${TABLE}.cost ;;
  }

  dimension: currency {
    type: string
    description: "ISO 4217 code."
    sql: ${TABLE}.currency ;;
  }
}
