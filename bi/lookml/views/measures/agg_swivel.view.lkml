# Trips to other tools that came back to the same ticket.
view: +agg_swivel {
  measure: currencies {
    hidden: yes
    type: count_distinct
    description: "Currencies in the group."
    sql: ${currency} ;;
    value_format_name: decimal_0
  }

  measure: trips {
    type: sum
    description: "Trips to other tools that came back to the same ticket."
    sql: ${TABLE}.trip_count ;;
    value_format_name: decimal_0
  }

  measure: swivel_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds away on them."
    sql: ${TABLE}.swivel_seconds ;;
    value_format_name: seconds
  }

  measure: swivel_hours {
    type: number
    description: "Hours away on them."
    sql: ${swivel_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: seconds_per_trip {
    type: number
    description: "Seconds away / trips."
    sql: ${swivel_seconds_sum} / nullif(${trips}, 0) ;;
    value_format_name: seconds
  }

  measure: cost_sum {
    hidden: yes
    type: sum
    description: "Cost, summed over whatever is in the group."
    sql: ${TABLE}.cost ;;
    value_format_name: money
  }

  measure: total_cost {
    label: "Cost"
    type: number
    description: "What these hours cost, in the currency; null over several currencies."
    sql: case when ${currencies} <= 1 then ${cost_sum} end ;;
    value_format_name: money
  }
}
