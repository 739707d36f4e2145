# Sums over dates and teams, which the ratios are made of.
view: +agg_schedule_adherence {
  measure: scheduled_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds planned for work."
    sql: ${TABLE}.scheduled_seconds ;;
    value_format_name: seconds
  }

  measure: online_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds online."
    sql: ${TABLE}.online_seconds ;;
    value_format_name: seconds
  }

  measure: in_adherence_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of scheduled work that were attended."
    sql: ${TABLE}.in_adherence_seconds ;;
    value_format_name: seconds
  }

  measure: in_adherence_seconds_low_sum {
    hidden: yes
    type: sum
    description: "The same without time of which the logs tell nothing."
    sql: ${TABLE}.in_adherence_seconds_low ;;
    value_format_name: seconds
  }

  measure: in_adherence_seconds_high_sum {
    hidden: yes
    type: sum
    description: "The same with time away."
    sql: ${TABLE}.in_adherence_seconds_high ;;
    value_format_name: seconds
  }

  measure: ticket_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds on tickets."
    sql: ${TABLE}.ticket_seconds ;;
    value_format_name: seconds
  }

  measure: available_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of being there for inquiries."
    sql: ${TABLE}.available_seconds ;;
    value_format_name: seconds
  }

  measure: away_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds online but away from the tool."
    sql: ${TABLE}.away_seconds ;;
    value_format_name: seconds
  }

  measure: unknown_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds online of which the logs tell nothing."
    sql: ${TABLE}.unknown_seconds ;;
    value_format_name: seconds
  }

  measure: shrinkage_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of planned breaks, meetings, training and leave."
    sql: ${TABLE}.shrinkage_seconds ;;
    value_format_name: seconds
  }

  measure: paid_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of planned work and shrinkage."
    sql: ${TABLE}.paid_seconds ;;
    value_format_name: seconds
  }

  measure: break_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds planned for breaks."
    sql: ${TABLE}.break_seconds ;;
    value_format_name: seconds
  }

  measure: meeting_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds planned for meetings."
    sql: ${TABLE}.meeting_seconds ;;
    value_format_name: seconds
  }

  measure: training_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds planned for training."
    sql: ${TABLE}.training_seconds ;;
    value_format_name: seconds
  }

  measure: leave_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds planned for leave."
    sql: ${TABLE}.leave_seconds ;;
    value_format_name: seconds
  }
}
