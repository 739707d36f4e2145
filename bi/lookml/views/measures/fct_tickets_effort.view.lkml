# What tickets took: AHT with its bounds, per reply, and how it spreads. Every ratio is a sum over a sum.
view: +fct_tickets {
  # sums that the ratios below are made of
  measure: effort_seconds_of_all {
    hidden: yes
    type: sum
    description: "Seconds of attention on all tickets, best estimate."
    sql: ${TABLE}.effort_seconds ;;
    value_format_name: seconds
  }

  measure: effort_seconds_in_aht {
    hidden: yes
    type: sum
    description: "Seconds of attention on the tickets in AHT, best estimate."
    filters: [is_counted_in_aht: "yes"]
    sql: ${TABLE}.effort_seconds ;;
    value_format_name: seconds
  }

  measure: effort_seconds_low_in_aht {
    hidden: yes
    type: sum
    description: "Proven seconds of attention on the tickets in AHT."
    filters: [is_counted_in_aht: "yes"]
    sql: ${TABLE}.effort_seconds_low ;;
    value_format_name: seconds
  }

  measure: effort_seconds_high_in_aht {
    hidden: yes
    type: sum
    description: "Possible seconds of attention on the tickets in AHT."
    filters: [is_counted_in_aht: "yes"]
    sql: ${TABLE}.effort_seconds_high ;;
    value_format_name: seconds
  }

  measure: swivel_seconds_in_aht {
    hidden: yes
    type: sum
    description: "Seconds of the effort in other tools, on the tickets in AHT."
    filters: [is_counted_in_aht: "yes"]
    sql: ${TABLE}.swivel_seconds ;;
    value_format_name: seconds
  }

  measure: replies {
    type: sum
    description: "Replies of agents on the tickets in AHT; a retried request counts once."
    filters: [is_counted_in_aht: "yes"]
    sql: ${TABLE}.reply_count ;;
    value_format_name: decimal_0
  }

  measure: touches {
    type: sum
    description: "Times that agents turned to the tickets in AHT from something else."
    filters: [is_counted_in_aht: "yes"]
    sql: ${TABLE}.touch_count ;;
    value_format_name: decimal_0
  }

  measure: effort_hours {
    type: number
    description: "Hours of attention on all tickets, merged, abandoned and open ones too."
    sql: ${effort_seconds_of_all} / 3600 ;;
    value_format_name: hours
  }

  measure: aht {
    label: "AHT in seconds"
    type: number
    description: "Average handling time: seconds of attention per completed ticket that an agent worked on, best estimate."
    sql: ${effort_seconds_in_aht} / nullif(${counted_tickets}, 0) ;;
    value_format_name: seconds
  }

  measure: aht_low {
    label: "AHT in seconds, low"
    type: number
    description: "Seconds per ticket that the logs prove."
    sql: ${effort_seconds_low_in_aht} / nullif(${counted_tickets}, 0) ;;
    value_format_name: seconds
  }

  measure: aht_high {
    label: "AHT in seconds, high"
    type: number
    description: "Seconds per ticket that the logs cannot rule out."
    sql: ${effort_seconds_high_in_aht} / nullif(${counted_tickets}, 0) ;;
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
    sql: (${effort_seconds_high_in_aht} - ${effort_seconds_low_in_aht}) / nullif(${effort_seconds_in_aht}, 0) ;;
    value_format_name: percent_1
  }

  measure: effort_per_reply {
    label: "Effort per reply in seconds"
    type: number
    description: "Seconds of attention per reply of an agent, on the tickets in AHT."
    sql: ${effort_seconds_in_aht} / nullif(${replies}, 0) ;;
    value_format_name: seconds
  }

  measure: effort_per_reply_low {
    label: "Effort per reply in seconds, low"
    type: number
    description: "Seconds per reply that the logs prove."
    sql: ${effort_seconds_low_in_aht} / nullif(${replies}, 0) ;;
    value_format_name: seconds
  }

  measure: effort_per_reply_high {
    label: "Effort per reply in seconds, high"
    type: number
    description: "Seconds per reply that the logs cannot rule out."
    sql: ${effort_seconds_high_in_aht} / nullif(${replies}, 0) ;;
    value_format_name: seconds
  }

  measure: effort_p50_minutes {
    label: "Median effort in minutes"
    type: percentile
    percentile: 50
    description: "Minutes that half of the tickets in AHT stay under; BigQuery approximates it."
    filters: [is_counted_in_aht: "yes"]
    sql: ${TABLE}.effort_seconds / 60 ;;
    value_format_name: minutes
  }

  measure: effort_p90_minutes {
    label: "90th percentile of effort in minutes"
    type: percentile
    percentile: 90
    description: "Minutes that nine of ten tickets in AHT stay under; BigQuery approximates it."
    filters: [is_counted_in_aht: "yes"]
    sql: ${TABLE}.effort_seconds / 60 ;;
    value_format_name: minutes
  }

  measure: replies_per_ticket {
    type: number
    description: "Replies / tickets in AHT."
    sql: ${replies} / nullif(${counted_tickets}, 0) ;;
    value_format_name: decimal_2
  }

  measure: touches_per_ticket {
    type: number
    description: "Times that agents turned to a ticket / tickets in AHT."
    sql: ${touches} / nullif(${counted_tickets}, 0) ;;
    value_format_name: decimal_2
  }

  measure: swivel_share {
    label: "Share of effort in other tools"
    type: number
    description: "Seconds away from the tool and back to the ticket / seconds of attention, on the tickets in AHT; only the frontend's log tells them."
    sql: ${swivel_seconds_in_aht} / nullif(${effort_seconds_in_aht}, 0) ;;
    value_format_name: percent_1
  }
}
