# Ratios of the sums. The explore leaves groups of fewer than five agents out by agents_at_least.
view: +agg_schedule_adherence {
  measure: scheduled_hours {
    type: number
    description: "Hours planned for work."
    sql: ${scheduled_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: online_hours {
    type: number
    description: "Hours online."
    sql: ${online_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: adherence_share {
    label: "Adherence"
    type: number
    description: "Scheduled work that was attended when it was planned / scheduled work."
    sql: ${in_adherence_seconds_sum} / nullif(${scheduled_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: adherence_share_low {
    label: "Adherence, low"
    type: number
    description: "The same without time of which the logs tell nothing."
    sql: ${in_adherence_seconds_low_sum} / nullif(${scheduled_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: adherence_share_high {
    label: "Adherence, high"
    type: number
    description: "The same with time away, in which an agent may have waited for the next inquiry."
    sql: ${in_adherence_seconds_high_sum} / nullif(${scheduled_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: conformance_share {
    label: "Conformance"
    type: number
    description: "Time online / scheduled work, whenever it was: above 100 % where people were online longer than planned."
    sql: ${online_seconds_sum} / nullif(${scheduled_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: occupancy_share {
    label: "Occupancy"
    type: number
    description: "Time on tickets / time of being there for inquiries."
    sql: ${ticket_seconds_sum} / nullif(${available_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: away_share {
    type: number
    description: "Time away from the tool / time online."
    sql: ${away_seconds_sum} / nullif(${online_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: unknown_share {
    type: number
    description: "Time of which the logs tell nothing / time online."
    sql: ${unknown_seconds_sum} / nullif(${online_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: shrinkage_share {
    label: "Shrinkage"
    type: number
    description: "Planned breaks, meetings, training and leave / paid time."
    sql: ${shrinkage_seconds_sum} / nullif(${paid_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: break_share {
    type: number
    description: "Planned breaks / paid time."
    sql: ${break_seconds_sum} / nullif(${paid_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: meeting_share {
    type: number
    description: "Planned meetings / paid time."
    sql: ${meeting_seconds_sum} / nullif(${paid_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: training_share {
    type: number
    description: "Planned training / paid time."
    sql: ${training_seconds_sum} / nullif(${paid_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  measure: leave_share {
    type: number
    description: "Planned leave / paid time."
    sql: ${leave_seconds_sum} / nullif(${paid_seconds_sum}, 0) ;;
    value_format_name: percent_1
  }

  # an agent is in one team on a date, so that a group has no fewer agents than its largest row, nor than its mean
  # per date
  measure: agents_at_least {
    hidden: yes
    type: number
    description: "A number of different agents that the group has at least."
    sql: greatest(max(${TABLE}.agent_count), sum(${TABLE}.agent_count) / count(distinct ${TABLE}.work_date)) ;;
    value_format_name: heads
  }
}
