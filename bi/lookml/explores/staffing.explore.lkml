# The same work stands in several rows of the plans: for each scenario, for what happened and each forecast, for each
# model. Filters take one of each by default, and measures are null where a group still mixes them.
explore: required_headcount {
  view_name: fct_required_headcount
  label: "Required headcount"
  description: "One row per scenario, run, interval, channel and staffing model: agents that the work needs. Shown are the base scenario, what happened, and the model that each channel is planned with; set basis to forecast for what is to come."
  always_filter: {
    filters: [fct_required_headcount.scenario: "base", fct_required_headcount.basis: "actual", fct_required_headcount.is_planned_model: "yes"]
  }

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: date(${fct_required_headcount.local_start_raw}) = ${dim_dates.calendar_raw} ;;
  }

  join: dim_channels {
    view_label: "Channels"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_required_headcount.channel} = ${dim_channels.channel} ;;
  }
}

explore: desk_headcount {
  view_name: desk_headcount
  label: "Headcount of the desk"
  description: "One row per scenario, run and interval: agents that all channels need at the same time, each by the model that it is planned with."
  always_filter: {
    filters: [desk_headcount.scenario: "base", desk_headcount.basis: "actual"]
  }

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: date(${desk_headcount.local_start_raw}) = ${dim_dates.calendar_raw} ;;
  }
}

explore: headcount_monthly {
  view_name: agg_headcount_monthly
  label: "Headcount by month"
  description: "One row per scenario, run, month and channel: hours, full-time agents and cost. A month of which only some days are in it counts those days alone."
  always_filter: {
    filters: [agg_headcount_monthly.scenario: "base", agg_headcount_monthly.basis: "actual"]
  }

  join: dim_channels {
    view_label: "Channels"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_headcount_monthly.channel} = ${dim_channels.channel} ;;
  }
}

explore: staffing_outcomes {
  view_name: fct_staffing_outcomes
  label: "Staffing outcomes"
  description: "One row per interval and channel: what was needed beside what was."
  fields: [ALL_FIELDS*, -fct_staffing_outcomes.of_few*]

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_staffing_outcomes.interval_raw} = ${dim_dates.calendar_raw} ;;
  }

  join: dim_channels {
    view_label: "Channels"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_staffing_outcomes.channel} = ${dim_channels.channel} ;;
  }
}

explore: schedule_adherence {
  view_name: agg_schedule_adherence
  label: "Schedule adherence"
  description: "One row per date and team: what was planned, whether agents were there, how busy they were. Groups that may be of fewer than five agents are left out."
  sql_always_having: ${agg_schedule_adherence.agents_at_least} >= 5 ;;

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_schedule_adherence.work_raw} = ${dim_dates.calendar_raw} ;;
  }
}
