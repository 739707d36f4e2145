# How far the logs can be trusted.
explore: log_quality {
  view_name: agg_log_quality_daily
  label: "Log quality"
  description: "One row per date of loading, source and version of the frontend: what was delivered and what became of it. Dates are of UTC."

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_log_quality_daily.loaded_raw} = ${dim_dates.calendar_raw} ;;
  }
}
