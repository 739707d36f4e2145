# Weeks and months tell the same tickets twice: every measure is null where a group holds both.
view: +fct_cost_drivers {
  measure: currencies {
    hidden: yes
    type: count_distinct
    description: "Currencies in the group."
    sql: ${currency} ;;
    value_format_name: decimal_0
  }

  measure: periods {
    hidden: yes
    type: count_distinct
    description: "Kinds of period in the group: week, month."
    sql: ${period} ;;
    value_format_name: decimal_0
  }

  measure: ticket_count_sum {
    hidden: yes
    type: sum
    description: "Tickets, summed over whatever is in the group."
    sql: ${TABLE}.ticket_count ;;
    value_format_name: decimal_0
  }

  measure: previous_ticket_count_sum {
    hidden: yes
    type: sum
    description: "Tickets of the period before, summed over whatever is in the group."
    sql: ${TABLE}.previous_ticket_count ;;
    value_format_name: decimal_0
  }

  measure: effort_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of attention, summed over whatever is in the group."
    sql: ${TABLE}.effort_seconds ;;
    value_format_name: seconds
  }

  measure: previous_effort_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of attention in the period before, summed over whatever is in the group."
    sql: ${TABLE}.previous_effort_seconds ;;
    value_format_name: seconds
  }

  measure: cost_sum {
    hidden: yes
    type: sum
    description: "Cost, summed over whatever is in the group."
    sql: ${TABLE}.cost ;;
    value_format_name: money
  }

  measure: previous_cost_sum {
    hidden: yes
    type: sum
    description: "Cost of the period before, summed over whatever is in the group."
    sql: ${TABLE}.previous_cost ;;
    value_format_name: money
  }

  measure: cost_change_sum {
    hidden: yes
    type: sum
    description: "Change of the cost, summed over whatever is in the group."
    sql: ${TABLE}.cost_change ;;
    value_format_name: money
  }

  measure: tickets {
    type: number
    description: "Completed tickets of the period that AHT counts; null over weeks and months together."
    sql: case when ${periods} = 1 then ${ticket_count_sum} end ;;
    value_format_name: decimal_0
  }

  measure: previous_tickets {
    type: number
    description: "The same of the period before."
    sql: case when ${periods} = 1 then ${previous_ticket_count_sum} end ;;
    value_format_name: decimal_0
  }

  measure: aht_minutes {
    label: "AHT in minutes"
    type: number
    description: "Minutes of attention / tickets."
    sql: case when ${periods} = 1 then ${effort_seconds_sum} / nullif(${ticket_count_sum}, 0) / 60 end ;;
    value_format_name: minutes
  }

  measure: previous_aht_minutes {
    label: "AHT of the period before, in minutes"
    type: number
    description: "The same of the period before."
    sql: case when ${periods} = 1 then ${previous_effort_seconds_sum} / nullif(${previous_ticket_count_sum}, 0) / 60 end ;;
    value_format_name: minutes
  }

  measure: total_cost {
    label: "Cost"
    type: number
    description: "What the attention cost, in the currency; null over weeks and months together, or several currencies."
    sql: case when ${periods} = 1 and ${currencies} <= 1 then ${cost_sum} end ;;
    value_format_name: money
  }

  measure: previous_total_cost {
    label: "Cost of the period before"
    type: number
    description: "The same of the period before."
    sql: case when ${periods} = 1 and ${currencies} <= 1 then ${previous_cost_sum} end ;;
    value_format_name: money
  }

  measure: total_cost_change {
    label: "Change of cost"
    type: number
    description: "Cost less the cost of the period before."
    sql: case when ${periods} = 1 and ${currencies} <= 1 then ${cost_change_sum} end ;;
    value_format_name: money
  }

  measure: cost_change_share {
    label: "Change of cost, share"
    type: number
    description: "Change of cost / cost of the period before."
    sql: case when ${periods} = 1 and ${currencies} <= 1 then ${cost_change_sum} / nullif(${previous_cost_sum}, 0) end ;;
    value_format_name: percent_1
  }
}
