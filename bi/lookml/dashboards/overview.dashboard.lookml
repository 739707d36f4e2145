# What a manager looks at first.
- dashboard: cs_overview
  title: 'Customer support: overview'
  description: How long work takes, how much of it arrives, how it is served and whether there are enough people.
  layout: newspaper
  preferred_viewer: dashboards-next
  filters:
    - name: Date
      title: Date
      type: field_filter
      default_value: "8 weeks ago for 8 weeks"
      allow_multiple_values: true
      required: false
      ui_config:
        type: relative_timeframes
        display: popover
      model: cs_productivity
      explore: aht
      listens_to_filters: []
      field: agg_aht_daily.completed_date
    - name: Channel
      title: Channel
      type: field_filter
      default_value: ""
      allow_multiple_values: true
      required: false
      ui_config:
        type: tag_list
        display: popover
      model: cs_productivity
      explore: aht
      listens_to_filters: []
      field: agg_aht_daily.channel
  elements:
    - title: 'AHT: how long a ticket takes'
      name: 'AHT: how long a ticket takes'
      model: cs_productivity
      explore: aht
      type: single_value
      fields: [agg_aht_daily.aht_minutes]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Attention of agents per completed ticket, best estimate.
      listen:
        Date: agg_aht_daily.completed_date
        Channel: agg_aht_daily.channel
      row: 0
      col: 0
      width: 4
      height: 3
    - title: 'AHT at least: what the logs prove'
      name: 'AHT at least: what the logs prove'
      model: cs_productivity
      explore: aht
      type: single_value
      fields: [agg_aht_daily.aht_minutes_low]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Low is what the logs prove, high what they cannot rule out; a change within the bounds may be
        none.
      listen:
        Date: agg_aht_daily.completed_date
        Channel: agg_aht_daily.channel
      row: 0
      col: 4
      width: 4
      height: 3
    - title: 'AHT at most: what they cannot rule out'
      name: 'AHT at most: what they cannot rule out'
      model: cs_productivity
      explore: aht
      type: single_value
      fields: [agg_aht_daily.aht_minutes_high]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Low is what the logs prove, high what they cannot rule out; a change within the bounds may be
        none.
      listen:
        Date: agg_aht_daily.completed_date
        Channel: agg_aht_daily.channel
      row: 0
      col: 8
      width: 4
      height: 3
    - title: Inquiries a day
      name: Inquiries a day
      model: cs_productivity
      explore: volume
      type: single_value
      fields: [agg_inquiry_volume.inquiries_per_day]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Merged tickets count once.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
      row: 0
      col: 12
      width: 4
      height: 3
    - title: Answered in time
      name: Answered in time
      model: cs_productivity
      explore: volume
      type: single_value
      fields: [agg_inquiry_volume.service_level]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Inquiries answered within their channel's target, of all that came.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
      row: 0
      col: 16
      width: 4
      height: 3
    - title: Still open at the end of the last day
      name: Still open at the end of the last day
      model: cs_productivity
      explore: volume
      type: single_value
      fields: [agg_inquiry_volume.latest_backlog]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Of the last day that the marts have, whatever the date filter says.
      listen:
        Channel: agg_inquiry_volume.channel
      row: 0
      col: 20
      width: 4
      height: 3
    - title: Does AHT move by more than its bounds?
      name: Does AHT move by more than its bounds?
      model: cs_productivity
      explore: aht
      type: looker_line
      fields:
        - agg_aht_daily.completed_week
        - agg_aht_daily.aht_minutes
        - agg_aht_daily.aht_minutes_low
        - agg_aht_daily.aht_minutes_high
      fill_fields: [agg_aht_daily.completed_week]
      sorts: [agg_aht_daily.completed_week]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Low is what the logs prove, high what they cannot rule out; a change within the bounds may be
        none.
      listen:
        Date: agg_aht_daily.completed_date
        Channel: agg_aht_daily.channel
      row: 3
      col: 0
      width: 12
      height: 7
    - title: Which channels bring the work?
      name: Which channels bring the work?
      model: cs_productivity
      explore: volume
      type: looker_column
      fields:
        - agg_inquiry_volume.interval_week
        - agg_inquiry_volume.channel
        - agg_inquiry_volume.inquiries
      pivots: [agg_inquiry_volume.channel]
      fill_fields: [agg_inquiry_volume.interval_week]
      sorts: [agg_inquiry_volume.channel, agg_inquiry_volume.interval_week]
      limit: 500
      stacking: normal
      note_state: collapsed
      note_display: hover
      note_text: Inquiries by the week in which they were made.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
      row: 3
      col: 12
      width: 12
      height: 7
    - title: Which channels answer late?
      name: Which channels answer late?
      model: cs_productivity
      explore: volume
      type: looker_grid
      fields:
        - agg_inquiry_volume.channel
        - agg_inquiry_volume.inquiries
        - agg_inquiry_volume.service_level
        - agg_inquiry_volume.abandonment_rate
        - agg_inquiry_volume.average_wait_minutes
      sorts: [agg_inquiry_volume.inquiries desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Service level is a share of all inquiries, abandoned ones included.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
      row: 10
      col: 0
      width: 12
      height: 6
    - title: Where are agents short?
      name: Where are agents short?
      model: cs_productivity
      explore: staffing_outcomes
      type: looker_grid
      fields:
        - fct_staffing_outcomes.channel
        - fct_staffing_outcomes.required_agent_hours
        - fct_staffing_outcomes.scheduled_agent_hours
        - fct_staffing_outcomes.missing_agent_hours
      sorts: [fct_staffing_outcomes.missing_agent_hours desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Missing hours are those of intervals below what was required; intervals with too many make up
        for none of them.
      listen:
        Date: fct_staffing_outcomes.interval_date
        Channel: fct_staffing_outcomes.channel
      row: 10
      col: 12
      width: 12
      height: 6
    - title: Which reasons cost most?
      name: Which reasons cost most?
      model: cs_productivity
      explore: contact_drivers
      type: looker_bar
      fields: [agg_contact_drivers.contact_reason, agg_contact_drivers.total_cost]
      sorts: [agg_contact_drivers.total_cost desc]
      limit: 10
      note_state: collapsed
      note_display: hover
      note_text: What the attention on the inquiries cost so far, in the currency of the seed.
      listen:
        Date: agg_contact_drivers.contact_date
      row: 16
      col: 0
      width: 12
      height: 7
    - title: Can the logs be trusted?
      name: Can the logs be trusted?
      model: cs_productivity
      explore: log_quality
      type: looker_grid
      fields:
        - agg_log_quality_daily.source
        - agg_log_quality_daily.delivered_rows
        - agg_log_quality_daily.quarantined_share
        - agg_log_quality_daily.unmapped_share
        - agg_log_quality_daily.lost_share
      sorts: [agg_log_quality_daily.delivered_rows desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: What is lost or set aside is not in any figure above.
      listen:
        Date: agg_log_quality_daily.loaded_date
      row: 16
      col: 12
      width: 12
      height: 7
