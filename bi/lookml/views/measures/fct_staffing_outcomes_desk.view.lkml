# The desk as a whole stands in the row of each channel, so that its sums take each interval once.
view: +fct_staffing_outcomes {
  # of a night with few agents it would tell of single ones; the measure is guarded
  set: of_few {
    fields: [desk_adherence]
  }

  measure: channels {
    hidden: yes
    type: count_distinct
    description: "Channels in the group."
    sql: ${channel} ;;
    value_format_name: decimal_0
  }

  measure: peak_inquiries {
    type: number
    description: "Inquiries of a channel's busiest interval; null over several channels."
    sql: case when ${channels} = 1 then max(${TABLE}.inquiry_count) end ;;
    value_format_name: decimal_0
  }

  measure: peak_required_agents {
    type: number
    description: "Agents that a channel needed at most at the same time; null over several channels."
    sql: case when ${channels} = 1 then max(${TABLE}.required_agents) end ;;
    value_format_name: decimal_0
  }

  measure: desk_scheduled_sum {
    hidden: yes
    type: sum_distinct
    sql_distinct_key: ${interval_start_at_raw} ;;
    description: "Agents planned for work, of all channels, summed over intervals."
    sql: ${TABLE}.desk_scheduled_agents ;;
    value_format_name: heads
  }

  measure: desk_online_sum {
    hidden: yes
    type: sum_distinct
    sql_distinct_key: ${interval_start_at_raw} ;;
    description: "Agents online, of all channels, summed over intervals."
    sql: ${TABLE}.desk_online_agents ;;
    value_format_name: heads
  }

  measure: desk_adherent_sum {
    hidden: yes
    type: sum_distinct
    sql_distinct_key: ${interval_start_at_raw} ;;
    description: "Planned agents who were there and not away, of all channels, summed over intervals."
    sql: ${TABLE}.desk_adherence * ${TABLE}.desk_scheduled_agents ;;
    value_format_name: heads
  }

  measure: desk_scheduled_hours {
    type: number
    description: "Hours that agents were planned for work, of all channels."
    sql: ${desk_scheduled_sum} * @{INTERVAL_MINUTES} / 60 ;;
    value_format_name: hours
  }

  measure: desk_online_hours {
    type: number
    description: "Hours that agents were online, of all channels."
    sql: ${desk_online_sum} * @{INTERVAL_MINUTES} / 60 ;;
    value_format_name: hours
  }

  measure: desk_adherence_share {
    label: "Adherence of the desk"
    type: number
    description: "Planned hours that the agent was there for and not away / planned hours, of all channels; null where never five agents were planned at the same time."
    sql: case when max(${TABLE}.desk_scheduled_agents) >= 5 then ${desk_adherent_sum} / nullif(${desk_scheduled_sum}, 0) end ;;
    value_format_name: percent_1
  }
}
