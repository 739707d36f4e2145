# Written by bi/lookml/generate.py from models/marts/volume/fct_volume_forecasts.yml: change that, not this.
# One row per forecast_run_at, granularity, target_start_at, channel and contact_reason: inquiries that are expected, from the run's date on. The day of the run is forecast as a whole, from the days before it. Forecasts of intervals and of days are made apart and need not add up.
view: fct_volume_forecasts {
  label: "Volume forecasts"
  sql_table_name: `@{MARTS}.fct_volume_forecasts` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: forecast_run_at, granularity, target_start_at, channel, contact_reason."
    sql: to_json_string(struct(${TABLE}.forecast_run_at, ${TABLE}.granularity, ${TABLE}.target_start_at, ${TABLE}.channel, ${TABLE}.contact_reason)) ;;
  }

  dimension_group: forecast_run_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "The now of the run that made it, UTC."
    sql: ${TABLE}.forecast_run_at ;;
  }

  dimension: granularity {
    type: string
    description: "interval or day."
    sql: ${TABLE}.granularity ;;
  }

  dimension_group: target_start_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time]
    description: "Start of the interval, or of the day in the reporting time zone, UTC."
    sql: ${TABLE}.target_start_at ;;
  }

  dimension: channel {
    type: string
    description: "Channel of the inquiry (phone, chat, mail, in_app, or an unmapped word as delivered)."
    sql: ${TABLE}.channel ;;
  }

  dimension: contact_reason {
    type: string
    description: "Why the customer wrote or called; unknown where the ticket has none."
    sql: ${TABLE}.contact_reason ;;
  }

  dimension: horizon_days {
    hidden: yes
    type: number
    description: "Days ahead; 1 is the day of the run itself."
    sql: ${TABLE}.horizon_days ;;
  }

  dimension: forecast {
    hidden: yes
    type: number
    description: "Inquiries expected."
    sql: ${TABLE}.forecast ;;
  }

  dimension: lower {
    hidden: yes
    type: number
    description: "Inquiries; lower end of an interval that 80 % of what comes is expected in."
    sql: ${TABLE}.lower ;;
  }

  dimension: upper {
    hidden: yes
    type: number
    description: "Inquiries; upper end of it."
    sql: ${TABLE}.upper ;;
  }

  dimension: model {
    type: string
    description: "How it was made."
    sql: ${TABLE}.model ;;
  }

  dimension: backtest_wape {
    hidden: yes
    type: number
    description: "Sum of absolute errors / sum of inquiries of this model when it forecast past days as far ahead as these; null where there were too few."
    sql: ${TABLE}.backtest_wape ;;
  }

  dimension: naive_wape {
    hidden: yes
    type: number
    description: "The same of the same slot a week before, beside it."
    sql: ${TABLE}.naive_wape ;;
  }
}
