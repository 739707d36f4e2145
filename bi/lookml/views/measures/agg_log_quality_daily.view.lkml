# What was delivered and what became of it. Percentiles belong to single rows; of several the worst is told.
view: +agg_log_quality_daily {
  measure: delivered_rows {
    type: sum
    description: "Rows delivered."
    sql: ${TABLE}.row_count ;;
    value_format_name: decimal_0
  }

  measure: kept_rows {
    type: sum
    description: "Rows kept."
    sql: ${TABLE}.kept_count ;;
    value_format_name: decimal_0
  }

  measure: duplicate_rows {
    type: sum
    description: "Rows delivered again."
    sql: ${TABLE}.duplicate_count ;;
    value_format_name: decimal_0
  }

  measure: quarantined_rows {
    type: sum
    description: "Rows put into the source's quarantine table, with a reason."
    sql: ${TABLE}.quarantined_count ;;
    value_format_name: decimal_0
  }

  measure: unmapped_rows {
    type: sum
    description: "Kept rows with a word that the vocabulary does not know."
    sql: ${TABLE}.unmapped_count ;;
    value_format_name: decimal_0
  }

  measure: unreadable_rows {
    type: sum
    description: "Kept rows with an optional value that could not be read."
    sql: ${TABLE}.unreadable_count ;;
    value_format_name: decimal_0
  }

  measure: duplicate_share {
    type: number
    description: "Rows delivered again / rows delivered."
    sql: ${duplicate_rows} / nullif(${delivered_rows}, 0) ;;
    value_format_name: percent_1
  }

  measure: quarantined_share {
    type: number
    description: "Quarantined rows / rows delivered."
    sql: ${quarantined_rows} / nullif(${delivered_rows}, 0) ;;
    value_format_name: percent_2
  }

  measure: unmapped_share {
    type: number
    description: "Rows with an unknown word / rows kept."
    sql: ${unmapped_rows} / nullif(${kept_rows}, 0) ;;
    value_format_name: percent_2
  }

  measure: unreadable_share {
    type: number
    description: "Rows with an unreadable value / rows kept."
    sql: ${unreadable_rows} / nullif(${kept_rows}, 0) ;;
    value_format_name: percent_2
  }

  measure: lost_events {
    type: sum
    description: "Events that were lost within or before tab sessions, told from gaps in their numbers."
    sql: ${TABLE}.lost_count ;;
    value_format_name: decimal_0
  }

  measure: numbered_events {
    hidden: yes
    type: sum
    description: "Kept events of the sources whose losses can be told."
    filters: [lost_count: "NOT NULL"]
    sql: ${TABLE}.kept_count ;;
    value_format_name: decimal_0
  }

  measure: lost_share {
    label: "Loss rate"
    type: number
    description: "Lost events / (lost events + kept events)."
    sql: ${lost_events} / nullif((${lost_events} + ${numbered_events}), 0) ;;
    value_format_name: percent_1
  }

  measure: sighted_actions {
    type: sum
    description: "Agents' backend actions in stretches of presence in which a tab of theirs was seen."
    sql: ${TABLE}.sighted_action_count ;;
    value_format_name: decimal_0
  }

  measure: unseen_actions {
    type: sum
    description: "Those of them before the first sign or after the last event of their tabs."
    sql: ${TABLE}.unseen_action_count ;;
    value_format_name: decimal_0
  }

  measure: unseen_share {
    label: "Loss rate at the ends of sessions"
    type: number
    description: "Actions that no tab was open to see / actions: what gaps in the numbers cannot tell."
    sql: ${unseen_actions} / nullif(${sighted_actions}, 0) ;;
    value_format_name: percent_1
  }

  measure: worst_delay_p50_minutes {
    label: "Median delay in minutes, worst"
    type: max
    description: "Minutes from event to loading that half of the rows stay under, on the worst date, source and version of the group."
    sql: ${TABLE}.delay_p50_seconds / 60 ;;
    value_format_name: minutes
  }

  measure: worst_delay_p99_hours {
    label: "99th percentile of delay in hours, worst"
    type: max
    description: "Hours from event to loading that 99 of 100 rows stay under, on the worst date, source and version of the group."
    sql: ${TABLE}.delay_p99_seconds / 3600 ;;
    value_format_name: hours
  }

  measure: worst_clock_offset_p95 {
    label: "Clocks off by, in seconds, worst"
    type: max
    description: "Seconds that 95 of 100 client clocks are off by at most, on the worst date and version; they are corrected."
    sql: ${TABLE}.clock_offset_p95_seconds ;;
    value_format_name: seconds
  }

  measure: worst_clock_error_p95 {
    label: "Error of corrected clocks in seconds, worst"
    type: max
    description: "Seconds by which 95 of 100 corrected times may still be wrong at most, on the worst date and version."
    sql: ${TABLE}.clock_error_p95_seconds ;;
    value_format_name: decimal_2
  }
}
