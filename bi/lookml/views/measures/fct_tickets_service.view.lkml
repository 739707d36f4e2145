# How tickets were served, and how much of the work on them the logs saw.
view: +fct_tickets {
  measure: reopened_tickets {
    type: count
    description: "Tickets in AHT that were reopened at least once."
    filters: [is_counted_in_aht: "yes", reopen_count: ">0"]
    value_format_name: decimal_0
  }

  measure: reopen_rate {
    type: number
    description: "Reopened tickets / tickets in AHT."
    sql: ${reopened_tickets} / nullif(${counted_tickets}, 0) ;;
    value_format_name: percent_1
  }

  measure: transferred_tickets {
    type: count
    description: "Tickets in AHT that were transferred at least once."
    filters: [is_counted_in_aht: "yes", transfer_count: ">0"]
    value_format_name: decimal_0
  }

  measure: transfer_rate {
    type: number
    description: "Transferred tickets / tickets in AHT."
    sql: ${transferred_tickets} / nullif(${counted_tickets}, 0) ;;
    value_format_name: percent_1
  }

  measure: seen_tickets {
    label: "Tickets that the frontend saw"
    type: count
    description: "Tickets in AHT of whose work the frontend's log saw some."
    filters: [is_counted_in_aht: "yes", evidence_grade: "combined"]
    value_format_name: decimal_0
  }

  measure: seen_share {
    label: "Share that the frontend saw"
    type: number
    description: "Tickets of whose work the frontend's log saw some / tickets in AHT: the bounds of the others are wider."
    sql: ${seen_tickets} / nullif(${counted_tickets}, 0) ;;
    value_format_name: percent_1
  }

  measure: answered_tickets {
    type: count
    description: "Tickets with a first answer: a call taken, a message replied to."
    filters: [first_response_seconds: "NOT NULL"]
    value_format_name: decimal_0
  }

  measure: first_response_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds from creation to the first answer, summed over the answered tickets."
    sql: ${TABLE}.first_response_seconds ;;
    value_format_name: seconds
  }

  measure: first_response_minutes {
    label: "First response in minutes"
    type: number
    description: "Minutes from creation to the first answer / answered tickets."
    sql: ${first_response_seconds_sum} / nullif(${answered_tickets}, 0) / 60 ;;
    value_format_name: minutes
  }

  measure: ended_tickets {
    hidden: yes
    type: count
    description: "Tickets that were closed or abandoned, so that their time from creation is known."
    filters: [elapsed_seconds: "NOT NULL"]
    value_format_name: decimal_0
  }

  measure: elapsed_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds from creation to the last close or abandonment, summed."
    sql: ${TABLE}.elapsed_seconds ;;
    value_format_name: seconds
  }

  measure: elapsed_hours {
    label: "Time to close in hours"
    type: number
    description: "Hours from creation to the last close (or abandonment) / tickets that have ended: as the customer feels it, no work."
    sql: ${elapsed_seconds_sum} / nullif(${ended_tickets}, 0) / 3600 ;;
    value_format_name: hours
  }

  # raw columns, since an explore that leaves the fields out must still be able to count agents
  measure: agents_counted {
    hidden: yes
    type: count_distinct
    description: "Agents who completed tickets in AHT; groups of fewer than five are left out by it."
    sql: case when ${TABLE}.is_counted_in_aht then ${TABLE}.agent_key end ;;
    value_format_name: decimal_0
  }
}
