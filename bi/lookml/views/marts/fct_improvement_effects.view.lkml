# Written by bi/lookml/generate.py from models/marts/improvement/fct_improvement_effects.yml: change that, not this.
# One row per release_id and metric: whether the release moved it, by how much, and what that is worth a month. Agents with the release are compared with those without it, before and after, at an equal mix of reasons.
view: fct_improvement_effects {
  label: "Improvement effects"
  sql_table_name: `@{MARTS}.fct_improvement_effects` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: release_id, metric."
    sql: to_json_string(struct(${TABLE}.release_id, ${TABLE}.metric)) ;;
  }

  dimension: release_id {
    type: string
    description: "The release."
    sql: ${TABLE}.release_id ;;
  }

  dimension: metric {
    type: string
    description: "effort_per_ticket, effort_per_reply, api_wait_per_ticket; and as guardrails reopen_rate, recontact_rate (the customer's next inquiry within a week of the end) and transfer_rate. Lower is better for all."
    sql: ${TABLE}.metric ;;
  }

  dimension: estimand {
    type: string
    description: "What effect_pct and the p-values are the effect on."
    sql: ${TABLE}.estimand ;;
  }

  dimension: method {
    type: string
    description: "difference in differences (one date), group-time difference in differences (several dates), permutation (less than ten agents on a side), or none."
    sql: ${TABLE}.method ;;
  }

  dimension: n_agents_treated {
    hidden: yes
    type: number
    description: "Agents with the release who take part."
    sql: ${TABLE}.n_agents_treated ;;
  }

  dimension: n_agents_control {
    hidden: yes
    type: number
    description: "Agents without it (or, with several dates, without it at first) who take part."
    sql: ${TABLE}.n_agents_control ;;
  }

  dimension: n_tickets {
    hidden: yes
    type: number
    description: "Tickets, or replies, of these agents in the weeks compared."
    sql: ${TABLE}.n_tickets ;;
  }

  dimension: baseline {
    hidden: yes
    type: number
    description: "Mean of treated agents before the release, in seconds or as a share."
    sql: ${TABLE}.baseline ;;
  }

  dimension: effect {
    hidden: yes
    type: number
    description: "Change of the mean per ticket (per reply), in seconds or as a share; costs follow from it."
    sql: ${TABLE}.effect ;;
  }

  dimension: ci_low {
    hidden: yes
    type: number
    description: "Lower end of its 95 % interval."
    sql: ${TABLE}.ci_low ;;
  }

  dimension: ci_high {
    hidden: yes
    type: number
    description: "Upper end of its 95 % interval."
    sql: ${TABLE}.ci_high ;;
  }

  dimension: effect_pct {
    hidden: yes
    type: number
    description: "Change as a share (-0.08 is 8 % less): of times that of the geometric mean, which long tickets do not rule; the verdict goes by it."
    sql: ${TABLE}.effect_pct ;;
  }

  dimension: effect_pct_low {
    hidden: yes
    type: number
    description: "Lower end of its 95 % interval."
    sql: ${TABLE}.effect_pct_low ;;
  }

  dimension: effect_pct_high {
    hidden: yes
    type: number
    description: "Upper end of its 95 % interval."
    sql: ${TABLE}.effect_pct_high ;;
  }

  dimension: p_value {
    hidden: yes
    type: number
    description: "Chance of such a change without an effect."
    sql: ${TABLE}.p_value ;;
  }

  dimension: p_adjusted {
    hidden: yes
    type: number
    description: "The same, adjusted for the number of releases (Holm, by metric)."
    sql: ${TABLE}.p_adjusted ;;
  }

  dimension: pretrend_p {
    hidden: yes
    type: number
    description: "Chance of such different trends of both groups before the release."
    sql: ${TABLE}.pretrend_p ;;
  }

  dimension: placebo_effect {
    hidden: yes
    type: number
    description: "effect_pct of a made-up date in the middle of the time before."
    sql: ${TABLE}.placebo_effect ;;
  }

  dimension: placebo_p {
    hidden: yes
    type: number
    description: "Its p-value."
    sql: ${TABLE}.placebo_p ;;
  }

  dimension: capped_effect_pct {
    hidden: yes
    type: number
    description: "effect_pct with times cut at the 99th percentile of the ticket's reason before: how much outliers matter."
    sql: ${TABLE}.capped_effect_pct ;;
  }

  dimension: hours_delta {
    hidden: yes
    type: number
    description: "Hours of agents a month that the change comes to at what treated agents handle (negative: saved); null for rates. Waiting for the API is part of effort: do not add the two."
    sql: ${TABLE}.hours_delta ;;
  }

  dimension: hours_delta_low {
    hidden: yes
    type: number
    description: "From the lower end of the interval."
    sql: ${TABLE}.hours_delta_low ;;
  }

  dimension: hours_delta_high {
    hidden: yes
    type: number
    description: "From the upper end of the interval."
    sql: ${TABLE}.hours_delta_high ;;
  }

  dimension: headcount_delta {
    hidden: yes
    type: number
    description: "Full-time agents that these hours are."
    sql: ${TABLE}.headcount_delta ;;
  }

  dimension: headcount_delta_low {
    hidden: yes
    type: number
    description: "From the lower end of the interval."
    sql: ${TABLE}.headcount_delta_low ;;
  }

  dimension: headcount_delta_high {
    hidden: yes
    type: number
    description: "From the upper end of the interval."
    sql: ${TABLE}.headcount_delta_high ;;
  }

  dimension: cost_delta {
    hidden: yes
    type: number
    description: "What these hours cost a month, in the currency, idle and absent time behind them included."
    sql: ${TABLE}.cost_delta ;;
  }

  dimension: cost_delta_low {
    hidden: yes
    type: number
    description: "From the lower end of the interval."
    sql: ${TABLE}.cost_delta_low ;;
  }

  dimension: cost_delta_high {
    hidden: yes
    type: number
    description: "From the upper end of the interval."
    sql: ${TABLE}.cost_delta_high ;;
  }

  dimension: currency {
    type: string
    description: "ISO 4217 code."
    sql: ${TABLE}.currency ;;
  }

  dimension: verdict {
    type: string
    description: "improved, worse, no evidence or cannot tell."
    sql: ${TABLE}.verdict ;;
  }

  dimension: verdict_reason {
    type: string
    description: "One sentence with figures that says why."
    sql: ${TABLE}.verdict_reason ;;
  }
}
