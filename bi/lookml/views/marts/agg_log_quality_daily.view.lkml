# Written by bi/lookml/generate.py from models/marts/log_quality/agg_log_quality_daily.yml: change that, not this.
# One row per loaded_date, source and app_version: what was delivered and what became of it.
view: agg_log_quality_daily {
  label: "Log quality daily"
  sql_table_name: `@{MARTS}.agg_log_quality_daily` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: loaded_date, source, app_version."
    sql: to_json_string(struct(${TABLE}.loaded_date, ${TABLE}.source, ${TABLE}.app_version)) ;;
  }

  dimension_group: loaded {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "UTC date of loaded_at; null where that could not be read."
    sql: ${TABLE}.loaded_date ;;
  }

  dimension: source {
    type: string
    description: "Raw table."
    sql: ${TABLE}.source ;;
  }

  dimension: app_version {
    type: string
    description: "Version of the tool's frontend; none for sources without."
    sql: ${TABLE}.app_version ;;
  }

  dimension: row_count {
    hidden: yes
    type: number
    description: "Rows delivered."
    sql: ${TABLE}.row_count ;;
  }

  dimension: kept_count {
    hidden: yes
    type: number
    description: "Rows kept."
    sql: ${TABLE}.kept_count ;;
  }

  dimension: duplicate_count {
    hidden: yes
    type: number
    description: "Rows delivered again."
    sql: ${TABLE}.duplicate_count ;;
  }

  dimension: quarantined_count {
    hidden: yes
    type: number
    description: "Rows put into the source's quarantine table, with a reason."
    sql: ${TABLE}.quarantined_count ;;
  }

  dimension: unmapped_count {
    hidden: yes
    type: number
    description: "Kept rows with a word that the vocabulary does not know."
    sql: ${TABLE}.unmapped_count ;;
  }

  dimension: unreadable_count {
    hidden: yes
    type: number
    description: "Kept rows with an optional value that could not be read."
    sql: ${TABLE}.unreadable_count ;;
  }

  dimension: lost_count {
    hidden: yes
    type: number
    description: "Events that were lost within or before tab sessions, told from gaps in their numbers."
    sql: ${TABLE}.lost_count ;;
  }

  dimension: loss_rate {
    hidden: yes
    type: number
    description: "Share of events that were lost, 0 … 1."
    sql: ${TABLE}.loss_rate ;;
  }

  dimension: sighted_action_count {
    hidden: yes
    type: number
    description: "Agents' backend actions in stretches of presence in which a tab of theirs was seen."
    sql: ${TABLE}.sighted_action_count ;;
  }

  dimension: unseen_action_count {
    hidden: yes
    type: number
    description: "Those of them before the first sign or after the last event of their tabs."
    sql: ${TABLE}.unseen_action_count ;;
  }

  dimension: tail_loss_rate {
    hidden: yes
    type: number
    description: "Share of those actions that no tab was open to see, 0 … 1."
    sql: ${TABLE}.tail_loss_rate ;;
  }

  dimension: delay_p50_seconds {
    hidden: yes
    type: number
    description: "Median seconds from event to loading (whole seconds, nearest rank)."
    sql: ${TABLE}.delay_p50_seconds ;;
  }

  dimension: delay_p99_seconds {
    hidden: yes
    type: number
    description: "99th percentile of the same."
    sql: ${TABLE}.delay_p99_seconds ;;
  }

  dimension: clock_offset_p95_seconds {
    hidden: yes
    type: number
    description: "95th percentile of what client clocks are off by, in seconds (nearest rank)."
    sql: ${TABLE}.clock_offset_p95_seconds ;;
  }

  dimension: clock_error_p95_seconds {
    hidden: yes
    type: number
    description: "95th percentile of the seconds by which corrected times may still be wrong."
    sql: ${TABLE}.clock_error_p95_seconds ;;
  }
}
