# What was needed, what is needed, what was planned. Forecast tiles do not go by the date filter.
- dashboard: cs_headcount
  title: 'Customer support: headcount'
  description: How many people the work needed and will need, beside those who were planned.
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
      explore: staffing_outcomes
      listens_to_filters: []
      field: fct_staffing_outcomes.interval_date
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
      explore: staffing_outcomes
      listens_to_filters: []
      field: fct_staffing_outcomes.channel
    - name: Scenario
      title: Scenario
      type: field_filter
      default_value: "base"
      allow_multiple_values: false
      required: true
      ui_config:
        type: dropdown_menu
        display: popover
      model: cs_productivity
      explore: required_headcount
      listens_to_filters: []
      field: fct_required_headcount.scenario
  elements:
    - title: People needed at most at the same time
      name: People needed at most at the same time
      model: cs_productivity
      explore: desk_headcount
      type: single_value
      fields: [desk_headcount.peak_required_agents]
      filters:
        desk_headcount.basis: "actual"
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: All channels together, each by the model that it is planned with.
      listen:
        Date: desk_headcount.local_start_date
        Scenario: desk_headcount.scenario
      row: 0
      col: 0
      width: 4
      height: 3
    - title: People needed on average
      name: People needed on average
      model: cs_productivity
      explore: desk_headcount
      type: single_value
      fields: [desk_headcount.average_required_agents]
      filters:
        desk_headcount.basis: "actual"
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Over all intervals, closed ones too.
      listen:
        Date: desk_headcount.local_start_date
        Scenario: desk_headcount.scenario
      row: 0
      col: 4
      width: 4
      height: 3
    - title: Hours short of what was needed
      name: Hours short of what was needed
      model: cs_productivity
      explore: staffing_outcomes
      type: single_value
      fields: [fct_staffing_outcomes.missing_agent_hours]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Intervals with too many agents make up for none of them.
      listen:
        Date: fct_staffing_outcomes.interval_date
        Channel: fct_staffing_outcomes.channel
      row: 0
      col: 8
      width: 4
      height: 3
    - title: Answered in time
      name: Answered in time
      model: cs_productivity
      explore: staffing_outcomes
      type: single_value
      fields: [fct_staffing_outcomes.service_level]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: 'Beside it: what the required agents would have reached.'
      listen:
        Date: fct_staffing_outcomes.interval_date
        Channel: fct_staffing_outcomes.channel
      row: 0
      col: 12
      width: 4
      height: 3
    - title: Predicted with the required agents
      name: Predicted with the required agents
      model: cs_productivity
      explore: staffing_outcomes
      type: single_value
      fields: [fct_staffing_outcomes.predicted_service_level_share]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Where service is worse with as many agents as were asked for, the model is wrong; with fewer,
        the schedule.
      listen:
        Date: fct_staffing_outcomes.interval_date
        Channel: fct_staffing_outcomes.channel
      row: 0
      col: 16
      width: 4
      height: 3
    - title: Intervals without an answer
      name: Intervals without an answer
      model: cs_productivity
      explore: required_headcount
      type: single_value
      fields: [fct_required_headcount.unknown_intervals]
      filters:
        fct_required_headcount.basis: "actual"
        fct_required_headcount.is_planned_model: "yes"
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Their work is not known, and they are in no sum.
      listen:
        Date: fct_required_headcount.local_start_date
        Channel: fct_required_headcount.channel
        Scenario: fct_required_headcount.scenario
      row: 0
      col: 20
      width: 4
      height: 3
    - title: When are too few planned?
      name: When are too few planned?
      model: cs_productivity
      explore: staffing_outcomes
      type: looker_line
      fields:
        - fct_staffing_outcomes.local_start_hour_of_day
        - fct_staffing_outcomes.required_agent_hours
        - fct_staffing_outcomes.scheduled_agent_hours
      sorts: [fct_staffing_outcomes.local_start_hour_of_day]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Hours of agents by hour of the day, over the time chosen.
      listen:
        Date: fct_staffing_outcomes.interval_date
        Channel: fct_staffing_outcomes.channel
      row: 3
      col: 0
      width: 12
      height: 7
    - title: Which channels need the people?
      name: Which channels need the people?
      model: cs_productivity
      explore: required_headcount
      type: looker_column
      fields:
        - fct_required_headcount.local_start_hour_of_day
        - fct_required_headcount.channel
        - fct_required_headcount.average_required_agents
      pivots: [fct_required_headcount.channel]
      filters:
        fct_required_headcount.basis: "actual"
        fct_required_headcount.is_planned_model: "yes"
      sorts: [fct_required_headcount.channel, fct_required_headcount.local_start_hour_of_day]
      limit: 500
      stacking: normal
      note_state: collapsed
      note_display: hover
      note_text: Agents at the same time, on average over the dates.
      listen:
        Date: fct_required_headcount.local_start_date
        Channel: fct_required_headcount.channel
        Scenario: fct_required_headcount.scenario
      row: 3
      col: 12
      width: 12
      height: 7
    - title: 'What the months needed: full-time agents'
      name: 'What the months needed: full-time agents'
      model: cs_productivity
      explore: headcount_monthly
      type: looker_grid
      fields:
        - agg_headcount_monthly.month_start_month
        - agg_headcount_monthly.channel
        - agg_headcount_monthly.day_count
        - agg_headcount_monthly.full_time_agents
        - agg_headcount_monthly.full_time_agents_low
        - agg_headcount_monthly.full_time_agents_high
        - agg_headcount_monthly.paid_agent_hours
        - agg_headcount_monthly.total_cost
      filters:
        agg_headcount_monthly.basis: "actual"
        agg_headcount_monthly.month_start_date: "6 months"
      sorts: [agg_headcount_monthly.month_start_month desc, agg_headcount_monthly.channel]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: A month of which only some days are in it counts those days alone.
      listen:
        Channel: agg_headcount_monthly.channel
        Scenario: agg_headcount_monthly.scenario
      row: 10
      col: 0
      width: 12
      height: 7
    - title: 'What the coming months need: full-time agents'
      name: 'What the coming months need: full-time agents'
      model: cs_productivity
      explore: headcount_monthly
      type: looker_grid
      fields:
        - agg_headcount_monthly.month_start_month
        - agg_headcount_monthly.channel
        - agg_headcount_monthly.day_count
        - agg_headcount_monthly.full_time_agents
        - agg_headcount_monthly.full_time_agents_low
        - agg_headcount_monthly.full_time_agents_high
        - agg_headcount_monthly.paid_agent_hours
        - agg_headcount_monthly.total_cost
      filters:
        agg_headcount_monthly.basis: "forecast"
      sorts: [agg_headcount_monthly.month_start_month, agg_headcount_monthly.channel]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: From the forecast of four weeks; low and high from what whole months have been off.
      listen:
        Channel: agg_headcount_monthly.channel
        Scenario: agg_headcount_monthly.scenario
      row: 10
      col: 12
      width: 12
      height: 7
    - title: Which coming days are the busiest?
      name: Which coming days are the busiest?
      model: cs_productivity
      explore: desk_headcount
      type: looker_line
      fields:
        - desk_headcount.local_start_date
        - desk_headcount.peak_required_agents
        - desk_headcount.peak_required_agents_low
        - desk_headcount.peak_required_agents_high
      filters:
        desk_headcount.basis: "forecast"
      sorts: [desk_headcount.local_start_date]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: People needed at most at the same time, by date of the forecast.
      listen:
        Scenario: desk_headcount.scenario
      row: 17
      col: 0
      width: 12
      height: 6
    - title: What if?
      name: What if?
      model: cs_productivity
      explore: headcount_monthly
      type: looker_column
      fields:
        - agg_headcount_monthly.scenario
        - agg_headcount_monthly.month_start_month
        - agg_headcount_monthly.paid_agent_hours
      pivots: [agg_headcount_monthly.month_start_month]
      filters:
        agg_headcount_monthly.scenario: ""
        agg_headcount_monthly.basis: "forecast"
      sorts: [agg_headcount_monthly.month_start_month, agg_headcount_monthly.scenario]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Paid hours of the forecast in each scenario of the seed.
      listen:
        Channel: agg_headcount_monthly.channel
      row: 17
      col: 12
      width: 12
      height: 6
    - title: Is the plan kept, and is the time filled?
      name: Is the plan kept, and is the time filled?
      model: cs_productivity
      explore: schedule_adherence
      type: looker_line
      fields:
        - agg_schedule_adherence.work_week
        - agg_schedule_adherence.adherence_share
        - agg_schedule_adherence.occupancy_share
        - agg_schedule_adherence.shrinkage_share
      fill_fields: [agg_schedule_adherence.work_week]
      sorts: [agg_schedule_adherence.work_week]
      limit: 500
      note_state: collapsed
      note_display: hover
      note_text: Adherence, occupancy and shrinkage of all teams; groups that may be of fewer than five agents
        are left out.
      listen:
        Date: agg_schedule_adherence.work_date
      row: 23
      col: 0
      width: 12
      height: 6
    - title: What paid time goes into beside work
      name: What paid time goes into beside work
      model: cs_productivity
      explore: schedule_adherence
      type: looker_column
      fields:
        - agg_schedule_adherence.work_week
        - agg_schedule_adherence.break_share
        - agg_schedule_adherence.meeting_share
        - agg_schedule_adherence.training_share
        - agg_schedule_adherence.leave_share
      fill_fields: [agg_schedule_adherence.work_week]
      sorts: [agg_schedule_adherence.work_week]
      limit: 500
      stacking: normal
      note_state: collapsed
      note_display: hover
      note_text: Shares of paid time; together they are the shrinkage.
      listen:
        Date: agg_schedule_adherence.work_date
      row: 23
      col: 12
      width: 12
      height: 6
