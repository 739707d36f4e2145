# Joins are many to one throughout, so that no sum is multiplied.
explore: tickets {
  view_name: fct_tickets
  label: "Tickets"
  description: "One row per ticket: what it took, with bounds. Without teams and ids."
  fields: [ALL_FIELDS*, -fct_tickets.per_agent*, -fct_tickets.per_team*]

  join: created_dates {
    from: dim_dates
    view_label: "Calendar of creation"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_tickets.created_raw} = ${created_dates.calendar_raw} ;;
  }

  join: completed_dates {
    from: dim_dates
    view_label: "Calendar of completion"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_tickets.completed_raw} = ${completed_dates.calendar_raw} ;;
  }

  join: dim_channels {
    view_label: "Channels"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_tickets.channel} = ${dim_channels.channel} ;;
  }

  join: dim_contact_reasons {
    view_label: "Contact reasons"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_tickets.contact_reason} = ${dim_contact_reasons.contact_reason} ;;
  }

  join: release_calendar {
    view_label: "Releases"
    type: left_outer
    relationship: many_to_one
    sql_on: ${fct_tickets.created_raw} = ${release_calendar.calendar_raw} ;;
  }

  join: dim_releases {
    view_label: "Newest release"
    type: left_outer
    relationship: many_to_one
    sql_on: ${release_calendar.release_id} = ${dim_releases.release_id} ;;
  }
}

explore: tickets_by_team {
  extends: [tickets]
  view_name: fct_tickets
  label: "Tickets by team"
  description: "The same with teams. Groups in which fewer than five agents completed tickets are left out, so that teams can add up to less than the tickets explore has."
  fields: [ALL_FIELDS*, -fct_tickets.per_agent*]
  sql_always_having: ${fct_tickets.agents_counted} >= 5 ;;
}

explore: aht {
  view_name: agg_aht_daily
  label: "AHT by day"
  description: "One row per date of completion, channel, contact reason and team: AHT of the tickets completed. Smaller than the tickets explore, and without teams."
  fields: [ALL_FIELDS*, -agg_aht_daily.per_team*]

  join: dim_dates {
    view_label: "Calendar"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_aht_daily.completed_raw} = ${dim_dates.calendar_raw} ;;
  }

  join: dim_channels {
    view_label: "Channels"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_aht_daily.channel} = ${dim_channels.channel} ;;
  }

  join: dim_contact_reasons {
    view_label: "Contact reasons"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_aht_daily.contact_reason} = ${dim_contact_reasons.contact_reason} ;;
  }

  join: release_calendar {
    view_label: "Releases"
    type: left_outer
    relationship: many_to_one
    sql_on: ${agg_aht_daily.completed_raw} = ${release_calendar.calendar_raw} ;;
  }

  join: dim_releases {
    view_label: "Newest release"
    type: left_outer
    relationship: many_to_one
    sql_on: ${release_calendar.release_id} = ${dim_releases.release_id} ;;
  }
}
