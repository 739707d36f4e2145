# Where time goes, what changed, what worked.
explore: contact_drivers {
  view_name: agg_contact_drivers
  label: "Contact drivers"
  description: "One row per date and contact reason: inquiries against orders and users, what they cost, what self-service kept away."

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_contact_drivers.contact_raw} = ${dim_dates.calendar_raw} ;;
  }

  join: dim_contact_reasons {
    view_label: "Contact reasons"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_contact_drivers.contact_reason} = ${dim_contact_reasons.contact_reason} ;;
  }

  join: release_calendar {
    view_label: "Releases"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_contact_drivers.contact_raw} = ${release_calendar.calendar_raw} ;;
  }

  join: dim_releases {
    view_label: "Newest release"
    type: left_outer
    relationship: many_to_one
    sql_on: ${release_calendar.release_id} = ${dim_releases.release_id} ;;
  }
}

explore: step_costs {
  view_name: agg_step_costs
  label: "Steps of the tool"
  description: "One row per month, screen and contact reason: what agents did there, and what an improvement has at stake."

  join: dim_contact_reasons {
    view_label: "Contact reasons"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_step_costs.contact_reason} = ${dim_contact_reasons.contact_reason} ;;
  }
}

explore: swivel {
  view_name: agg_swivel
  label: "Trips to other tools"
  description: "One row per month, screen left, screen returned to and contact reason."

  join: dim_contact_reasons {
    view_label: "Contact reasons"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_swivel.contact_reason} = ${dim_contact_reasons.contact_reason} ;;
  }
}

explore: cost_drivers {
  view_name: fct_cost_drivers
  label: "Cost drivers"
  description: "One row per week or month, channel and contact reason: why handling cost more or less than in the period before. Weeks are shown unless you ask for months."
  always_filter: {
    filters: [fct_cost_drivers.period: "week"]
  }

  join: dim_channels {
    view_label: "Channels"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_cost_drivers.channel} = ${dim_channels.channel} ;;
  }

  join: dim_contact_reasons {
    view_label: "Contact reasons"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_cost_drivers.contact_reason} = ${dim_contact_reasons.contact_reason} ;;
  }
}

explore: releases {
  view_name: fct_improvement_effects
  label: "Effects of releases"
  description: "One row per release and metric: whether the release moved it, by how much, and what that is worth a month. Comparisons of fewer than five agents with the release are left out."
  sql_always_where: coalesce(${fct_improvement_effects.n_agents_treated}, 0) not between 1 and 4 ;;

  join: dim_releases {
    view_label: "Release"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_improvement_effects.release_id} = ${dim_releases.release_id} ;;
  }
}
