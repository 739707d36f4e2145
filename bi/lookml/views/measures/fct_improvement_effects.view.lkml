# Effects are estimates of one release and metric each, and do not add up: a measure of an effect is null for more than
# one of them.
view: +fct_improvement_effects {
  measure: currencies {
    hidden: yes
    type: count_distinct
    description: "Currencies in the group."
    sql: ${currency} ;;
    value_format_name: decimal_0
  }

  measure: estimates {
    type: count
    description: "Pairs of release and metric in the group."
    value_format_name: decimal_0
  }

  measure: releases {
    type: count_distinct
    description: "Releases."
    sql: ${release_id} ;;
    value_format_name: decimal_0
  }

  measure: releases_improved {
    type: count_distinct
    description: "Releases whose effort per ticket has the verdict improved."
    filters: [metric: "effort_per_ticket", verdict: "improved"]
    sql: ${release_id} ;;
    value_format_name: decimal_0
  }

  measure: releases_worse {
    type: count_distinct
    description: "Releases whose effort per ticket has the verdict worse."
    filters: [metric: "effort_per_ticket", verdict: "worse"]
    sql: ${release_id} ;;
    value_format_name: decimal_0
  }

  measure: releases_without_evidence {
    type: count_distinct
    description: "Releases whose effort per ticket has the verdict no evidence."
    filters: [metric: "effort_per_ticket", verdict: "no evidence"]
    sql: ${release_id} ;;
    value_format_name: decimal_0
  }

  measure: releases_untold {
    type: count_distinct
    description: "Releases whose effort per ticket has the verdict cannot tell."
    filters: [metric: "effort_per_ticket", verdict: "cannot tell"]
    sql: ${release_id} ;;
    value_format_name: decimal_0
  }

  measure: effect_share {
    label: "Effect"
    type: number
    description: "Change as a share; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.effect_pct) end ;;
    value_format_name: percent_1
  }

  measure: effect_share_low {
    label: "Effect, low"
    type: number
    description: "Lower end of its 95 % interval; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.effect_pct_low) end ;;
    value_format_name: percent_1
  }

  measure: effect_share_high {
    label: "Effect, high"
    type: number
    description: "Upper end of its 95 % interval; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.effect_pct_high) end ;;
    value_format_name: percent_1
  }

  measure: adjusted_p {
    label: "p, adjusted"
    type: number
    description: "Chance of such a change without an effect, adjusted for the number of releases; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.p_adjusted) end ;;
    value_format_name: decimal_3
  }

  measure: trend_before_p {
    label: "p of another trend before"
    type: number
    description: "Chance of such different trends of both groups before the release; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.pretrend_p) end ;;
    value_format_name: decimal_3
  }

  measure: tickets_compared {
    type: number
    description: "Tickets, or replies, of the agents in the weeks compared; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.n_tickets) end ;;
    value_format_name: decimal_0
  }

  measure: hours_change {
    type: number
    description: "Hours of agents a month that the change comes to (negative: saved); of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.hours_delta) end ;;
    value_format_name: hours
  }

  measure: hours_change_low {
    type: number
    description: "From the lower end of the interval; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.hours_delta_low) end ;;
    value_format_name: hours
  }

  measure: hours_change_high {
    type: number
    description: "From the upper end of the interval; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.hours_delta_high) end ;;
    value_format_name: hours
  }

  measure: heads_change {
    label: "Full-time agents, change"
    type: number
    description: "Full-time agents that these hours are; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.headcount_delta) end ;;
    value_format_name: decimal_2
  }

  measure: heads_change_low {
    label: "Full-time agents, change, low"
    type: number
    description: "From the lower end of the interval; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.headcount_delta_low) end ;;
    value_format_name: decimal_2
  }

  measure: heads_change_high {
    label: "Full-time agents, change, high"
    type: number
    description: "From the upper end of the interval; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.headcount_delta_high) end ;;
    value_format_name: decimal_2
  }

  measure: cost_change {
    type: number
    description: "What these hours cost a month, in the currency; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.cost_delta) end ;;
    value_format_name: money
  }

  measure: cost_change_low {
    type: number
    description: "From the lower end of the interval; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.cost_delta_low) end ;;
    value_format_name: money
  }

  measure: cost_change_high {
    type: number
    description: "From the upper end of the interval; of one release and metric, null for more."
    sql: case when ${estimates} = 1 then max(${TABLE}.cost_delta_high) end ;;
    value_format_name: money
  }

  measure: heads_change_of_improved_sum {
    hidden: yes
    type: sum
    description: "Full-time agents that improved releases changed, summed."
    filters: [metric: "effort_per_ticket", verdict: "improved"]
    sql: ${TABLE}.headcount_delta ;;
    value_format_name: decimal_2
  }

  measure: heads_saved {
    label: "Full-time agents saved"
    type: number
    description: "Full-time agents that the releases with the verdict improved save, by effort per ticket, added up over releases."
    sql: 0 - ${heads_change_of_improved_sum} ;;
    value_format_name: decimal_2
  }

  measure: cost_change_of_improved_sum {
    hidden: yes
    type: sum
    description: "Monthly cost that improved releases changed, summed."
    filters: [metric: "effort_per_ticket", verdict: "improved"]
    sql: ${TABLE}.cost_delta ;;
    value_format_name: money
  }

  measure: monthly_cost_saved {
    type: number
    description: "What those releases save a month, in the currency; null over several currencies."
    sql: case when ${currencies} <= 1 then 0 - ${cost_change_of_improved_sum} end ;;
    value_format_name: money
  }
}
