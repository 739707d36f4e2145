# What arrives, and what is expected to.
explore: volume {
  view_name: agg_inquiry_volume
  label: "Inquiry volume"
  description: "One row per interval, channel and contact reason: inquiries, how they were served, and the backlog."

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_inquiry_volume.interval_raw} = ${dim_dates.calendar_raw} ;;
  }

  join: dim_channels {
    view_label: "Channels"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_inquiry_volume.channel} = ${dim_channels.channel} ;;
  }

  join: dim_contact_reasons {
    view_label: "Contact reasons"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_inquiry_volume.contact_reason} = ${dim_contact_reasons.contact_reason} ;;
  }

  join: release_calendar {
    view_label: "Releases"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_inquiry_volume.interval_raw} = ${release_calendar.calendar_raw} ;;
  }

  join: dim_releases {
    view_label: "Newest release"
    type: left_outer
    relationship: many_to_one
    sql_on: ${release_calendar.release_id} = ${dim_releases.release_id} ;;
  }
}

explore: forecasts {
  view_name: fct_volume_forecasts
  label: "Volume forecasts"
  description: "One row per forecast of an interval or a day, channel and contact reason. Days are shown unless you ask for intervals; the two are made apart and need not add up."
  always_filter: {
    filters: [fct_volume_forecasts.granularity: "day"]
  }

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: date(${fct_volume_forecasts.local_target_raw}) = ${dim_dates.calendar_raw} ;;
  }

  join: dim_channels {
    view_label: "Channels"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_volume_forecasts.channel} = ${dim_channels.channel} ;;
  }

  join: dim_contact_reasons {
    view_label: "Contact reasons"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_volume_forecasts.contact_reason} = ${dim_contact_reasons.contact_reason} ;;
  }
}
