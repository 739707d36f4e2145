# AHT with its bounds; by completion of the tickets.
- dashboard: cs_handling_time
  title: 'Customer support: handling time'
  description: 'How long tickets take, with bounds: by week, channel, reason and length.'
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
      explore: aht
      listens_to_filters: []
      field: agg_aht_daily.contact_reason
  elements:
    - title: AHT, best estimate
      name: AHT, best estimate
      model: cs_productivity
      explore: aht
      type: single_value
      fields: [agg_aht_daily.aht_minutes]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Attention per completed ticket that an agent worked on.
      listen:
        Date: agg_aht_daily.completed_date
        Channel: agg_aht_daily.channel
        Contact reason: agg_aht_daily.contact_reason
      row: 0
      col: 0
      width: 4
      height: 3
    - title: AHT, low
      name: AHT, low
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
        Contact reason: agg_aht_daily.contact_reason
      row: 0
      col: 4
      width: 4
      height: 3
    - title: AHT, high
      name: AHT, high
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
        Contact reason: agg_aht_daily.contact_reason
      row: 0
      col: 8
      width: 4
      height: 3
    - title: Effort per reply
      name: Effort per reply
      model: cs_productivity
      explore: aht
      type: single_value
      fields: [agg_aht_daily.effort_per_reply]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Fairer than AHT where tickets take more and more replies.
      listen:
        Date: agg_aht_daily.completed_date
        Channel: agg_aht_daily.channel
        Contact reason: agg_aht_daily.contact_reason
      row: 0
      col: 12
      width: 4
      height: 3
    - title: Tickets behind the AHT
      name: Tickets behind the AHT
      model: cs_productivity
      explore: aht
      type: single_value
      fields: [agg_aht_daily.tickets]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Completed tickets that an agent worked on.
      listen:
        Date: agg_aht_daily.completed_date
        Channel: agg_aht_daily.channel
        Contact reason: agg_aht_daily.contact_reason
      row: 0
      col: 16
      width: 4
      height: 3
    - title: How much of it may still change
      name: How much of it may still change
      model: cs_productivity
      explore: aht
      type: single_value
      fields: [agg_aht_daily.immature_share]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Tickets whose channel's maturity lag is not over.
      listen:
        Date: agg_aht_daily.completed_date
        Channel: agg_aht_daily.channel
        Contact reason: agg_aht_daily.contact_reason
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
        Contact reason: agg_aht_daily.contact_reason
      row: 3
      col: 0
      width: 12
      height: 7
    - title: Is it the long tickets?
      name: Is it the long tickets?
      model: cs_productivity
      explore: tickets
      type: looker_line
      fields:
        - fct_tickets.completed_week
        - fct_tickets.effort_p50_minutes
        - fct_tickets.effort_p90_minutes
      fill_fields: [fct_tickets.completed_week]
      filters:
        fct_tickets.is_counted_in_aht: "yes"
      sorts: [fct_tickets.completed_week]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Where the 90th percentile moves and the median does not, few long tickets rule the AHT.
      listen:
        Date: fct_tickets.completed_date
        Channel: fct_tickets.channel
        Contact reason: fct_tickets.contact_reason
      row: 3
      col: 12
      width: 12
      height: 7
    - title: Which channels take long?
      name: Which channels take long?
      model: cs_productivity
      explore: aht
      type: looker_bar
      fields:
        - agg_aht_daily.channel
        - agg_aht_daily.aht_minutes_low
        - agg_aht_daily.aht_minutes
        - agg_aht_daily.aht_minutes_high
      sorts: [agg_aht_daily.aht_minutes desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Low is what the logs prove, high what they cannot rule out; a change within the bounds may be
        none.
      listen:
        Date: agg_aht_daily.completed_date
        Channel: agg_aht_daily.channel
        Contact reason: agg_aht_daily.contact_reason
      row: 10
      col: 0
      width: 12
      height: 6
    - title: How long do tickets take?
      name: How long do tickets take?
      model: cs_productivity
      explore: tickets
      type: looker_column
      fields: [fct_tickets.effort_tier, fct_tickets.counted_tickets]
      filters:
        fct_tickets.is_counted_in_aht: "yes"
      sorts: [fct_tickets.effort_tier]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Completed tickets by minutes of attention.
      listen:
        Date: fct_tickets.completed_date
        Channel: fct_tickets.channel
        Contact reason: fct_tickets.contact_reason
      row: 10
      col: 12
      width: 12
      height: 6
    - title: Which reasons take the time?
      name: Which reasons take the time?
      model: cs_productivity
      explore: aht
      type: looker_grid
      fields:
        - agg_aht_daily.contact_reason
        - agg_aht_daily.tickets
        - agg_aht_daily.effort_hours
        - agg_aht_daily.aht_minutes
        - agg_aht_daily.aht_minutes_low
        - agg_aht_daily.aht_minutes_high
        - agg_aht_daily.effort_per_reply
      sorts: [agg_aht_daily.effort_hours desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: 'Sorted by hours: a short AHT of many tickets is more work than a long one of few.'
      listen:
        Date: agg_aht_daily.completed_date
        Channel: agg_aht_daily.channel
        Contact reason: agg_aht_daily.contact_reason
      row: 16
      col: 0
      width: 24
      height: 7
    - title: Faster, but worse?
      name: Faster, but worse?
      model: cs_productivity
      explore: tickets
      type: looker_line
      fields: [fct_tickets.completed_week, fct_tickets.reopen_rate, fct_tickets.transfer_rate]
      fill_fields: [fct_tickets.completed_week]
      filters:
        fct_tickets.is_counted_in_aht: "yes"
      sorts: [fct_tickets.completed_week]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: A shorter AHT with more tickets reopened or passed on is no improvement.
      listen:
        Date: fct_tickets.completed_date
        Channel: fct_tickets.channel
        Contact reason: fct_tickets.contact_reason
      row: 23
      col: 0
      width: 12
      height: 6
    - title: Teams of five and more
      name: Teams of five and more
      model: cs_productivity
      explore: tickets_by_team
      type: looker_grid
      fields:
        - fct_tickets.team
        - fct_tickets.counted_tickets
        - fct_tickets.aht_minutes
        - fct_tickets.aht_minutes_low
        - fct_tickets.aht_minutes_high
        - fct_tickets.reopen_rate
      filters:
        fct_tickets.is_counted_in_aht: "yes"
      sorts: [fct_tickets.counted_tickets desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Teams differ in the mix of what they handle before they differ in speed. Groups of fewer than
        five agents are left out.
      listen:
        Date: fct_tickets.completed_date
        Channel: fct_tickets.channel
        Contact reason: fct_tickets.contact_reason
      row: 23
      col: 12
      width: 12
      height: 6
