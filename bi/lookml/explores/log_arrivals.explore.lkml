# Whether the logs come as they should.
explore: log_arrivals {
  view_name: agg_log_arrivals_daily
  label: "Log arrivals"
  description: "One row per source and date of loading: how much arrived, and whether that is usual for such a weekday. Dates are of UTC."

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_log_arrivals_daily.loaded_raw} = ${dim_dates.calendar_raw} ;;
  }
}
