# AHT by day: sums of the mart over sums. Its medians and percentiles belong to single rows and do not roll up;
# the tickets explore has them for any group.
view: +agg_aht_daily {
  # no row tells how many agents a team has: teams are in the explore of tickets by team
  set: per_team {
    fields: [team]
  }

  measure: tickets {
    label: "Tickets in AHT"
    type: sum
    description: "Completed tickets that an agent worked on: those that AHT is the average of."
    sql: ${TABLE}.ticket_count ;;
    value_format_name: decimal_0
  }

  measure: replies {
    type: sum
    description: "Replies of agents on them; a retried request counts once."
    sql: ${TABLE}.reply_count ;;
    value_format_name: decimal_0
  }

  measure: effort_seconds {
    hidden: yes
    type: sum
    description: "Seconds of attention on them, best estimate."
    sql: ${TABLE}.effort_seconds_sum ;;
    value_format_name: seconds
  }

  measure: effort_seconds_low {
    hidden: yes
    type: sum
    description: "Proven seconds of attention on them."
    sql: ${TABLE}.effort_seconds_low_sum ;;
    value_format_name: seconds
  }

  measure: effort_seconds_high {
    hidden: yes
    type: sum
    description: "Possible seconds of attention on them."
    sql: ${TABLE}.effort_seconds_high_sum ;;
    value_format_name: seconds
  }

  measure: effort_hours {
    type: number
    description: "Hours of attention on them, best estimate."
    sql: ${effort_seconds} / 3600 ;;
    value_format_name: hours
  }

  measure: aht {
    label: "AHT in seconds"
    type: number
    description: "Average handling time: seconds of attention per completed ticket that an agent worked on, best estimate."
    sql: ${effort_seconds} / nullif(${tickets}, 0) ;;
    value_format_name: seconds
  }

  measure: aht_low {
    label: "AHT in seconds, low"
    type: number
    description: "Seconds per ticket that the logs prove."
    sql: ${effort_seconds_low} / nullif(${tickets}, 0) ;;
    value_format_name: seconds
  }

  measure: aht_high {
    label: "AHT in seconds, high"
    type: number
    description: "Seconds per ticket that the logs cannot rule out."
    sql: ${effort_seconds_high} / nullif(${tickets}, 0) ;;
    value_format_name: seconds
  }

  measure: aht_minutes {
    label: "AHT in minutes"
    type: number
    description: "Average handling time in minutes, best estimate."
    sql: ${aht} / 60 ;;
    value_format_name: minutes
  }

  measure: aht_minutes_low {
    label: "AHT in minutes, low"
    type: number
    description: "Minutes per ticket that the logs prove."
    sql: ${aht_low} / 60 ;;
    value_format_name: minutes
  }

  measure: aht_minutes_high {
    label: "AHT in minutes, high"
    type: number
    description: "Minutes per ticket that the logs cannot rule out."
    sql: ${aht_high} / 60 ;;
    value_format_name: minutes
  }

  measure: aht_range_share {
    label: "AHT, range of the bounds"
    type: number
    description: "What lies between low and high, as a share of the best estimate: how unsure the AHT is."
    sql: (${effort_seconds_high} - ${effort_seconds_low}) / nullif(${effort_seconds}, 0) ;;
    value_format_name: percent_1
  }

  measure: effort_per_reply {
    label: "Effort per reply in seconds"
    type: number
    description: "Seconds of attention per reply of an agent."
    sql: ${effort_seconds} / nullif(${replies}, 0) ;;
    value_format_name: seconds
  }

  measure: effort_per_reply_low {
    label: "Effort per reply in seconds, low"
    type: number
    description: "Seconds per reply that the logs prove."
    sql: ${effort_seconds_low} / nullif(${replies}, 0) ;;
    value_format_name: seconds
  }

  measure: effort_per_reply_high {
    label: "Effort per reply in seconds, high"
    type: number
    description: "Seconds per reply that the logs cannot rule out."
    sql: ${effort_seconds_high} / nullif(${replies}, 0) ;;
    value_format_name: seconds
  }

  measure: single_action_tickets {
    type: sum
    description: "Tickets with a single sign of work, whose length no log can tell."
    sql: ${TABLE}.single_action_count ;;
    value_format_name: decimal_0
  }

  measure: single_action_tickets_share {
    type: number
    description: "Tickets with a single sign of work / tickets."
    sql: ${single_action_tickets} / nullif(${tickets}, 0) ;;
    value_format_name: percent_1
  }

  measure: immature_tickets {
    type: sum
    description: "Tickets whose channel's maturity lag is not over: their effort may still grow."
    sql: ${TABLE}.immature_count ;;
    value_format_name: decimal_0
  }

  measure: immature_share {
    type: number
    description: "Immature tickets / tickets: how much of the AHT may still change."
    sql: ${immature_tickets} / nullif(${tickets}, 0) ;;
    value_format_name: percent_1
  }
}
