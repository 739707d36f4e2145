# How far every other dashboard can be trusted. Dates are of UTC.
- dashboard: cs_log_quality
  title: 'Customer support: quality of the logs'
  description: What was delivered, what was set aside, what was lost, and how late and how wrong in time it came.
  layout: newspaper
  preferred_viewer: dashboards-next
  filters:
    - name: Date
      title: Date
      type: field_filter
      default_value: "4 weeks ago for 4 weeks"
      allow_multiple_values: true
      required: false
      ui_config:
        type: relative_timeframes
        display: popover
      model: cs_productivity
      explore: log_quality
      listens_to_filters: []
      field: agg_log_quality_daily.loaded_date
    - name: Source
      title: Source
      type: field_filter
      default_value: ""
      allow_multiple_values: true
      required: false
      ui_config:
        type: tag_list
        display: popover
      model: cs_productivity
      explore: log_quality
      listens_to_filters: []
      field: agg_log_quality_daily.source
  elements:
    - title: Rows delivered
      name: Rows delivered
      model: cs_productivity
      explore: log_quality
      type: single_value
      fields: [agg_log_quality_daily.delivered_rows]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Of all sources.
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 0
      col: 0
      width: 4
      height: 3
    - title: Set aside
      name: Set aside
      model: cs_productivity
      explore: log_quality
      type: single_value
      fields: [agg_log_quality_daily.quarantined_share]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Rows that cannot be right; they stand in the quarantine tables with a reason.
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 0
      col: 4
      width: 4
      height: 3
    - title: Delivered again
      name: Delivered again
      model: cs_productivity
      explore: log_quality
      type: single_value
      fields: [agg_log_quality_daily.duplicate_share]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: 'Harmless: a row counts once.'
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 0
      col: 8
      width: 4
      height: 3
    - title: Words that nobody mapped
      name: Words that nobody mapped
      model: cs_productivity
      explore: log_quality
      type: single_value
      fields: [agg_log_quality_daily.unmapped_share]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Add them to the vocabulary; the rows are kept.
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 0
      col: 12
      width: 4
      height: 3
    - title: Lost by the frontend
      name: Lost by the frontend
      model: cs_productivity
      explore: log_quality
      type: single_value
      fields: [agg_log_quality_daily.lost_share]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Told from gaps in the events' numbers.
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 0
      col: 16
      width: 4
      height: 3
    - title: Actions that no tab was open to see
      name: Actions that no tab was open to see
      model: cs_productivity
      explore: log_quality
      type: single_value
      fields: [agg_log_quality_daily.unseen_share]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: What gaps in the numbers cannot tell.
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 0
      col: 20
      width: 4
      height: 3
    - title: Did a source stop, or come twice?
      name: Did a source stop, or come twice?
      model: cs_productivity
      explore: log_quality
      type: looker_column
      fields:
        - agg_log_quality_daily.loaded_date
        - agg_log_quality_daily.source
        - agg_log_quality_daily.delivered_rows
      pivots: [agg_log_quality_daily.source]
      fill_fields: [agg_log_quality_daily.loaded_date]
      sorts: [agg_log_quality_daily.source, agg_log_quality_daily.loaded_date]
      limit: 500
      stacking: normal
      note_state: collapsed
      note_display: hover
      note_text: Rows by UTC date of loading.
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 3
      col: 0
      width: 12
      height: 7
    - title: Does the frontend lose more than it did?
      name: Does the frontend lose more than it did?
      model: cs_productivity
      explore: log_quality
      type: looker_line
      fields:
        - agg_log_quality_daily.loaded_date
        - agg_log_quality_daily.lost_share
        - agg_log_quality_daily.unseen_share
      fill_fields: [agg_log_quality_daily.loaded_date]
      sorts: [agg_log_quality_daily.loaded_date]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: More loss widens the bounds of AHT.
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 3
      col: 12
      width: 12
      height: 7
    - title: Which source needs repair?
      name: Which source needs repair?
      model: cs_productivity
      explore: log_quality
      type: looker_grid
      fields:
        - agg_log_quality_daily.source
        - agg_log_quality_daily.delivered_rows
        - agg_log_quality_daily.quarantined_rows
        - agg_log_quality_daily.quarantined_share
        - agg_log_quality_daily.unmapped_rows
        - agg_log_quality_daily.unreadable_rows
        - agg_log_quality_daily.duplicate_share
      sorts: [agg_log_quality_daily.quarantined_rows desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Quarantined and unmapped rows by source.
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 10
      col: 0
      width: 24
      height: 6
    - title: Is it a version of the frontend?
      name: Is it a version of the frontend?
      model: cs_productivity
      explore: log_quality
      type: looker_grid
      fields:
        - agg_log_quality_daily.app_version
        - agg_log_quality_daily.delivered_rows
        - agg_log_quality_daily.lost_share
        - agg_log_quality_daily.unseen_share
        - agg_log_quality_daily.worst_clock_error_p95
      filters:
        agg_log_quality_daily.source: "frontend_event_logs"
      sorts: [agg_log_quality_daily.app_version desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Loss by version.
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 16
      col: 0
      width: 12
      height: 6
    - title: How late, and how wrong are the clocks?
      name: How late, and how wrong are the clocks?
      model: cs_productivity
      explore: log_quality
      type: looker_grid
      fields:
        - agg_log_quality_daily.source
        - agg_log_quality_daily.worst_delay_p50_minutes
        - agg_log_quality_daily.worst_delay_p99_hours
        - agg_log_quality_daily.worst_clock_offset_p95
        - agg_log_quality_daily.worst_clock_error_p95
      sorts: [agg_log_quality_daily.worst_delay_p99_hours desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: The worst date and version; offsets are corrected, errors widen the bounds.
      listen:
        Date: agg_log_quality_daily.loaded_date
        Source: agg_log_quality_daily.source
      row: 16
      col: 12
      width: 12
      height: 6
    - title: On which days came too little, or too much?
      name: On which days came too little, or too much?
      model: cs_productivity
      explore: log_arrivals
      type: looker_grid
      fields:
        - agg_log_arrivals_daily.loaded_date
        - agg_log_arrivals_daily.source
        - agg_log_arrivals_daily.arrival_status
        - agg_log_arrivals_daily.arrived_rows
        - agg_log_arrivals_daily.usual_rows_low
        - agg_log_arrivals_daily.usual_rows_high
      filters:
        agg_log_arrivals_daily.arrival_status: "few,many"
      sorts: [agg_log_arrivals_daily.loaded_date desc, agg_log_arrivals_daily.source]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Held against the same weekday of the four weeks before.
      listen:
        Date: agg_log_arrivals_daily.loaded_date
        Source: agg_log_arrivals_daily.source
      row: 22
      col: 0
      width: 12
      height: 6
    - title: How did the last runs end?
      name: How did the last runs end?
      model: cs_productivity
      explore: dbt_runs
      type: looker_grid
      fields:
        - fct_dbt_runs.started_at_time
        - fct_dbt_runs.command
        - fct_dbt_runs.run_status
        - fct_dbt_runs.run_minutes
        - fct_dbt_runs.failed_nodes
      sorts: [fct_dbt_runs.started_at_time desc]
      limit: 50
      note_state: collapsed
      note_display: hover
      note_text: Runs before the one that these figures are of; a failed one changed nothing of them.
      listen:
        Date: fct_dbt_runs.started_at_date
      row: 22
      col: 12
      width: 12
      height: 6
