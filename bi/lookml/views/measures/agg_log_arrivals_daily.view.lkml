# Whether as much arrived as on such weekdays before.
view: +agg_log_arrivals_daily {
  measure: arrived_rows {
    type: sum
    description: "Rows delivered, copies included."
    sql: ${TABLE}.row_count ;;
    value_format_name: decimal_0
  }

  measure: usual_rows_low {
    type: sum
    description: "Rows below which a day is unusual, added up."
    sql: ${TABLE}.usual_low ;;
    value_format_name: decimal_0
  }

  measure: usual_rows_high {
    type: sum
    description: "Rows above which a day is unusual, added up."
    sql: ${TABLE}.usual_high ;;
    value_format_name: decimal_0
  }

  measure: unusual_days {
    type: count
    description: "Days on which a raw table had far fewer or far more rows than such weekdays of the four weeks before."
    filters: [arrival_status: "few, many"]
    value_format_name: decimal_0
  }

  measure: longest_quiet_days {
    type: max
    description: "The most days in a row on which nothing came."
    sql: ${TABLE}.quiet_days ;;
    value_format_name: decimal_0
  }
}
