# Inquiries by the time at which they were made.
- dashboard: cs_volume
  title: 'Customer support: volume'
  description: How much arrives, when, why, how it is served, and what is expected.
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
      explore: volume
      listens_to_filters: []
      field: agg_inquiry_volume.interval_date
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
      explore: volume
      listens_to_filters: []
      field: agg_inquiry_volume.channel
    - name: Contact reason
      title: Contact reason
      type: field_filter
      default_value: ""
      allow_multiple_values: true
      required: false
      ui_config:
        type: tag_list
        display: popover
      model: cs_productivity
      explore: volume
      listens_to_filters: []
      field: agg_inquiry_volume.contact_reason
  elements:
    - title: Inquiries that came
      name: Inquiries that came
      model: cs_productivity
      explore: volume
      type: single_value
      fields: [agg_inquiry_volume.inquiries]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Created in the time chosen; merged tickets count once.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
        Contact reason: agg_inquiry_volume.contact_reason
      row: 0
      col: 0
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
      note_text: Inquiries / dates.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
        Contact reason: agg_inquiry_volume.contact_reason
      row: 0
      col: 4
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
      note_text: Of all that came.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
        Contact reason: agg_inquiry_volume.contact_reason
      row: 0
      col: 8
      width: 4
      height: 3
    - title: Given up
      name: Given up
      model: cs_productivity
      explore: volume
      type: single_value
      fields: [agg_inquiry_volume.abandonment_rate]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Customers who gave up before they were answered.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
        Contact reason: agg_inquiry_volume.contact_reason
      row: 0
      col: 12
      width: 4
      height: 3
    - title: Average wait
      name: Average wait
      model: cs_productivity
      explore: volume
      type: single_value
      fields: [agg_inquiry_volume.average_wait_minutes]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: From creation to answer, over the answered inquiries.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
        Contact reason: agg_inquiry_volume.contact_reason
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
        Contact reason: agg_inquiry_volume.contact_reason
      row: 0
      col: 20
      width: 4
      height: 3
    - title: Is volume growing, and where?
      name: Is volume growing, and where?
      model: cs_productivity
      explore: volume
      type: looker_column
      fields:
        - agg_inquiry_volume.interval_date
        - agg_inquiry_volume.channel
        - agg_inquiry_volume.inquiries
      pivots: [agg_inquiry_volume.channel]
      fill_fields: [agg_inquiry_volume.interval_date]
      sorts: [agg_inquiry_volume.channel, agg_inquiry_volume.interval_date]
      limit: 500
      stacking: normal
      note_state: collapsed
      note_display: hover
      note_text: Inquiries by date and channel.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
        Contact reason: agg_inquiry_volume.contact_reason
      row: 3
      col: 0
      width: 12
      height: 7
    - title: Is the backlog growing?
      name: Is the backlog growing?
      model: cs_productivity
      explore: volume
      type: looker_line
      fields: [agg_inquiry_volume.interval_date, agg_inquiry_volume.backlog_at_end_of_day]
      fill_fields: [agg_inquiry_volume.interval_date]
      sorts: [agg_inquiry_volume.interval_date]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Inquiries not ended at the end of each day; a stock, never summed over time.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
        Contact reason: agg_inquiry_volume.contact_reason
      row: 3
      col: 12
      width: 12
      height: 7
    - title: When do inquiries come?
      name: When do inquiries come?
      model: cs_productivity
      explore: volume
      type: looker_grid
      fields:
        - agg_inquiry_volume.local_start_hour_of_day
        - agg_inquiry_volume.local_start_day_of_week
        - agg_inquiry_volume.inquiries
      pivots: [agg_inquiry_volume.local_start_day_of_week]
      sorts: [agg_inquiry_volume.local_start_day_of_week, agg_inquiry_volume.local_start_hour_of_day]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: By hour and weekday in the reporting time zone.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
        Contact reason: agg_inquiry_volume.contact_reason
      row: 10
      col: 0
      width: 12
      height: 10
    - title: When are customers served late?
      name: When are customers served late?
      model: cs_productivity
      explore: volume
      type: looker_line
      fields:
        - agg_inquiry_volume.local_start_hour_of_day
        - agg_inquiry_volume.service_level
        - agg_inquiry_volume.abandonment_rate
      sorts: [agg_inquiry_volume.local_start_hour_of_day]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: By the hour in which the inquiry was made.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
        Contact reason: agg_inquiry_volume.contact_reason
      row: 10
      col: 12
      width: 12
      height: 5
    - title: Why do customers ask?
      name: Why do customers ask?
      model: cs_productivity
      explore: volume
      type: looker_bar
      fields: [agg_inquiry_volume.contact_reason, agg_inquiry_volume.inquiries]
      sorts: [agg_inquiry_volume.inquiries desc]
      limit: 15
      note_state: collapsed
      note_display: hover
      note_text: Inquiries by contact reason.
      listen:
        Date: agg_inquiry_volume.interval_date
        Channel: agg_inquiry_volume.channel
        Contact reason: agg_inquiry_volume.contact_reason
      row: 15
      col: 12
      width: 12
      height: 5
    - title: Do more orders ask, or are there more orders?
      name: Do more orders ask, or are there more orders?
      model: cs_productivity
      explore: contact_drivers
      type: looker_line
      fields: [agg_contact_drivers.contact_date, agg_contact_drivers.contacts_per_1000_orders]
      fill_fields: [agg_contact_drivers.contact_date]
      sorts: [agg_contact_drivers.contact_date]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: 'Contact rate: inquiries on all channels per 1,000 orders.'
      listen:
        Date: agg_contact_drivers.contact_date
        Contact reason: agg_contact_drivers.contact_reason
      row: 20
      col: 0
      width: 12
      height: 6
    - title: What is expected in the next four weeks?
      name: What is expected in the next four weeks?
      model: cs_productivity
      explore: forecasts
      type: looker_column
      fields:
        - fct_volume_forecasts.local_target_date
        - fct_volume_forecasts.channel
        - fct_volume_forecasts.expected_inquiries
      pivots: [fct_volume_forecasts.channel]
      filters:
        fct_volume_forecasts.granularity: "day"
      sorts: [fct_volume_forecasts.channel, fct_volume_forecasts.local_target_date]
      limit: 500
      stacking: normal
      note_state: collapsed
      note_display: hover
      note_text: Forecasts of days from the last run, the day of the run included; bounds stand in the explore,
        reason by reason.
      listen:
        Channel: fct_volume_forecasts.channel
        Contact reason: fct_volume_forecasts.contact_reason
      row: 20
      col: 12
      width: 12
      height: 6
