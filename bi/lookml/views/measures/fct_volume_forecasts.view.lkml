# Forecasts of intervals and of days are made apart, and each run makes its own: they are never summed over. Bounds of
# single forecasts do not add up.
view: +fct_volume_forecasts {
  dimension_group: local_target {
    label: "Target"
    type: time
    datatype: datetime
    convert_tz: no
    timeframes: [raw, time, date, week, month, hour_of_day, time_of_day, day_of_week]
    description: "Start of the interval or day in the reporting time zone."
    sql: datetime(${TABLE}.target_start_at, '@{REPORTING_TIMEZONE}') ;;
  }

  dimension: horizon_days {
    hidden: no
  }

  measure: forecasts {
    type: count
    description: "Single forecasts in the group."
    value_format_name: decimal_0
  }

  measure: runs_and_granularities {
    hidden: yes
    type: count_distinct
    description: "Kinds of forecasts in the group; more than one cannot be summed."
    sql: to_json_string(struct(${TABLE}.forecast_run_at, ${TABLE}.granularity)) ;;
    value_format_name: decimal_0
  }

  measure: forecast_sum {
    hidden: yes
    type: sum
    description: "Inquiries expected, summed over whatever is in the group."
    sql: ${TABLE}.forecast ;;
    value_format_name: decimal_1
  }

  measure: expected_inquiries {
    type: number
    description: "Inquiries expected; null over more than one run, or over intervals and days together."
    sql: case when ${runs_and_granularities} = 1 then ${forecast_sum} end ;;
    value_format_name: decimal_1
  }

  measure: expected_inquiries_low {
    type: number
    description: "Lower end of what 80 % of the time holds, of a single forecast; null for more, since bounds do not add up."
    sql: case when ${forecasts} = 1 then max(${TABLE}.lower) end ;;
    value_format_name: decimal_1
  }

  measure: expected_inquiries_high {
    type: number
    description: "Upper end of it; null for more than a single forecast."
    sql: case when ${forecasts} = 1 then max(${TABLE}.upper) end ;;
    value_format_name: decimal_1
  }

  measure: wape {
    label: "Error on past days (WAPE)"
    type: number
    description: "Sum of absolute errors / sum of inquiries of the model on past days, where all forecasts of the group share it; null else."
    sql: case when min(${TABLE}.backtest_wape) = max(${TABLE}.backtest_wape) then max(${TABLE}.backtest_wape) end ;;
    value_format_name: percent_1
  }

  measure: wape_of_last_week {
    label: "Error of last week's slot (WAPE)"
    type: number
    description: "The same of last week's same slot, beside it; null where the forecasts of the group differ."
    sql: case when min(${TABLE}.naive_wape) = max(${TABLE}.naive_wape) then max(${TABLE}.naive_wape) end ;;
    value_format_name: percent_1
  }
}
