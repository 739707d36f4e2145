# The improvement loop. Effects of releases come from their comparison of agents, never from a before and after of AHT.
- dashboard: cs_improvement
  title: 'Customer support: improvement'
  description: Where time goes, what changed, and which releases worked.
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
      explore: contact_drivers
      listens_to_filters: []
      field: agg_contact_drivers.contact_date
    - name: Month
      title: Month
      type: field_filter
      default_value: "3 months"
      allow_multiple_values: true
      required: false
      ui_config:
        type: relative_timeframes
        display: popover
      model: cs_productivity
      explore: step_costs
      listens_to_filters: []
      field: agg_step_costs.month_start_date
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
      explore: contact_drivers
      listens_to_filters: []
      field: agg_contact_drivers.contact_reason
  elements:
    - title: Releases that worked
      name: Releases that worked
      model: cs_productivity
      explore: releases
      type: single_value
      fields: [fct_improvement_effects.releases_improved]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: 'Verdict improved on effort per ticket: faster beyond chance, and not worse.'
      row: 0
      col: 0
      width: 6
      height: 3
    - title: Full-time agents that they save
      name: Full-time agents that they save
      model: cs_productivity
      explore: releases
      type: single_value
      fields: [fct_improvement_effects.heads_saved]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Added up over releases with the verdict improved.
      row: 0
      col: 6
      width: 6
      height: 3
    - title: Of which nothing can be said
      name: Of which nothing can be said
      model: cs_productivity
      explore: releases
      type: single_value
      fields: [fct_improvement_effects.releases_untold]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: 'Everyone at once, too few agents, too short a time: see the reasons below.'
      row: 0
      col: 12
      width: 6
      height: 3
    - title: Deflected sessions, at most
      name: Deflected sessions, at most
      model: cs_productivity
      explore: contact_drivers
      type: single_value
      fields: [agg_contact_drivers.deflection_rate]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: 'An upper bound: some customers would never have asked.'
      listen:
        Date: agg_contact_drivers.contact_date
        Contact reason: agg_contact_drivers.contact_reason
      row: 0
      col: 18
      width: 6
      height: 3
    - title: What did each release do?
      name: What did each release do?
      model: cs_productivity
      explore: releases
      type: looker_grid
      fields:
        - dim_releases.name
        - fct_improvement_effects.metric
        - fct_improvement_effects.verdict
        - fct_improvement_effects.effect_share
        - fct_improvement_effects.effect_share_low
        - fct_improvement_effects.effect_share_high
        - fct_improvement_effects.heads_change
        - fct_improvement_effects.verdict_reason
      sorts: [dim_releases.name, fct_improvement_effects.metric]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Read the verdict and its reason; an effect whose interval holds 0 may be none.
      row: 3
      col: 0
      width: 24
      height: 7
    - title: Why did cost change from week to week?
      name: Why did cost change from week to week?
      model: cs_productivity
      explore: cost_drivers
      type: looker_column
      fields:
        - fct_cost_drivers.period_start_date
        - fct_cost_drivers.cost_change_by_volume
        - fct_cost_drivers.cost_change_by_mix
        - fct_cost_drivers.cost_change_by_aht
        - fct_cost_drivers.cost_change_by_rate
      filters:
        fct_cost_drivers.period: "week"
        fct_cost_drivers.period_start_date: "8 weeks"
      sorts: [fct_cost_drivers.period_start_date]
      limit: 500
      stacking: normal
      note_state: collapsed
      note_display: hover
      note_text: The four add up to the change of cost against the week before.
      listen:
        Contact reason: fct_cost_drivers.contact_reason
      row: 10
      col: 0
      width: 12
      height: 7
    - title: Which reasons changed it?
      name: Which reasons changed it?
      model: cs_productivity
      explore: cost_drivers
      type: looker_grid
      fields:
        - fct_cost_drivers.contact_reason
        - fct_cost_drivers.total_cost_change
        - fct_cost_drivers.cost_change_by_volume
        - fct_cost_drivers.cost_change_by_mix
        - fct_cost_drivers.cost_change_by_aht
        - fct_cost_drivers.aht_minutes
        - fct_cost_drivers.previous_aht_minutes
      filters:
        fct_cost_drivers.period: "week"
        fct_cost_drivers.period_start_date: "8 weeks"
      sorts: [fct_cost_drivers.total_cost_change desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Summed over the weeks shown; a mean can rise while every reason falls.
      listen:
        Contact reason: fct_cost_drivers.contact_reason
      row: 10
      col: 12
      width: 12
      height: 7
    - title: Which steps of the tool cost most?
      name: Which steps of the tool cost most?
      model: cs_productivity
      explore: step_costs
      type: looker_bar
      fields: [agg_step_costs.screen, agg_step_costs.total_cost_at_stake]
      sorts: [agg_step_costs.total_cost_at_stake desc]
      limit: 15
      note_state: collapsed
      note_display: hover
      note_text: 'What is at stake, not what can be saved. Screen unknown: only the backend''s log tells of the
        work.'
      listen:
        Month: agg_step_costs.month_start_date
        Contact reason: agg_step_costs.contact_reason
      row: 17
      col: 0
      width: 12
      height: 7
    - title: Where do agents wait, err and leave the tool?
      name: Where do agents wait, err and leave the tool?
      model: cs_productivity
      explore: step_costs
      type: looker_grid
      fields:
        - agg_step_costs.screen
        - agg_step_costs.effort_hours
        - agg_step_costs.effort_per_visit
        - agg_step_costs.api_wait_per_visit
        - agg_step_costs.errors_per_visit
        - agg_step_costs.swivel_share
      sorts: [agg_step_costs.effort_hours desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Per visit, so that busy screens do not look bad for being busy.
      listen:
        Month: agg_step_costs.month_start_date
        Contact reason: agg_step_costs.contact_reason
      row: 17
      col: 12
      width: 12
      height: 7
    - title: Which pair of screens lacks something?
      name: Which pair of screens lacks something?
      model: cs_productivity
      explore: swivel
      type: looker_grid
      fields:
        - agg_swivel.screen_left
        - agg_swivel.screen_returned_to
        - agg_swivel.trips
        - agg_swivel.swivel_hours
        - agg_swivel.seconds_per_trip
        - agg_swivel.total_cost
      sorts: [agg_swivel.swivel_hours desc]
      limit: 20
      note_state: collapsed
      note_display: hover
      note_text: Trips to other tools that came back to the same ticket.
      listen:
        Month: agg_swivel.month_start_date
        Contact reason: agg_swivel.contact_reason
      row: 24
      col: 0
      width: 12
      height: 7
    - title: Which reasons cost most, and come more often?
      name: Which reasons cost most, and come more often?
      model: cs_productivity
      explore: contact_drivers
      type: looker_grid
      fields:
        - agg_contact_drivers.contact_reason
        - agg_contact_drivers.inquiries
        - agg_contact_drivers.contacts_per_1000_orders
        - agg_contact_drivers.minutes_per_inquiry
        - agg_contact_drivers.total_cost
        - agg_contact_drivers.deflection_rate
      sorts: [agg_contact_drivers.total_cost desc]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Cost of the attention so far; contact rate per 1,000 orders.
      listen:
        Date: agg_contact_drivers.contact_date
        Contact reason: agg_contact_drivers.contact_reason
      row: 24
      col: 12
      width: 12
      height: 7
