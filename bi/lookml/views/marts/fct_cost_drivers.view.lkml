# Written by bi/lookml/generate.py from models/marts/improvement/fct_cost_drivers.yml: change that, not this.
# One row per period, period_start_date, channel and contact_reason: why the handling of completed tickets cost more or less than in the period before. Volume, mix, AHT and rate add up to the change, to the last digit of a floating-point number. Weeks begin on Monday; periods that are not over, and the first one of the logs if they do not begin with it, are left out.
view: fct_cost_drivers {
  label: "Cost drivers"
  sql_table_name: `@{MARTS}.fct_cost_drivers` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: period, period_start_date, channel, contact_reason."
    sql: to_json_string(struct(${TABLE}.period, ${TABLE}.period_start_date, ${TABLE}.channel, ${TABLE}.contact_reason)) ;;
  }

  dimension: period {
    type: string
    description: "week (Monday to Sunday) or month."
    sql: ${TABLE}.period ;;
  }

  dimension_group: period_start {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "First date of the period, in the reporting time zone."
    sql: ${TABLE}.period_start_date ;;
  }

  dimension_group: previous_start {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "First date of the period before."
    sql: ${TABLE}.previous_start_date ;;
  }

  dimension: channel {
    type: string
    description: "Channel of the inquiry."
    sql: ${TABLE}.channel ;;
  }

  dimension: contact_reason {
    type: string
    description: "Why the customer wrote or called."
    sql: ${TABLE}.contact_reason ;;
  }

  dimension: previous_ticket_count {
    hidden: yes
    type: number
    description: "Completed tickets of the period before that AHT counts."
    sql: ${TABLE}.previous_ticket_count ;;
  }

  dimension: ticket_count {
    hidden: yes
    type: number
    description: "Completed tickets of the period that AHT counts."
    sql: ${TABLE}.ticket_count ;;
  }

  dimension: previous_effort_seconds {
    hidden: yes
    type: number
    description: "Seconds of attention on them in the period before."
    sql: ${TABLE}.previous_effort_seconds ;;
  }

  dimension: effort_seconds {
    hidden: yes
    type: number
    description: "Seconds of attention on them."
    sql: ${TABLE}.effort_seconds ;;
  }

  dimension: previous_cost {
    hidden: yes
    type: number
    description: "What that attention cost in the period before, in the currency."
    sql: ${TABLE}.previous_cost ;;
  }

  dimension: cost {
    hidden: yes
    type: number
    description: "What that attention cost, in the currency: paid hours behind each hour of handling, at what they cost in the team."
    sql: ${TABLE}.cost ;;
  }

  dimension: cost_change {
    hidden: yes
    type: number
    description: "cost - previous_cost."
    sql: ${TABLE}.cost_change ;;
  }

  dimension: volume_effect {
    hidden: yes
    type: number
    description: "Of the change, what comes of more or fewer tickets in all, in the currency."
    sql: ${TABLE}.volume_effect ;;
  }

  dimension: mix_effect {
    hidden: yes
    type: number
    description: "What comes of another share of this channel and reason, in the currency."
    sql: ${TABLE}.mix_effect ;;
  }

  dimension: aht_effect {
    hidden: yes
    type: number
    description: "What comes of a longer or shorter handling time, in the currency."
    sql: ${TABLE}.aht_effect ;;
  }

  dimension: rate_effect {
    hidden: yes
    type: number
    description: "What comes of another cost of an hour (raises, other teams), in the currency."
    sql: ${TABLE}.rate_effect ;;
  }

  dimension: volume_effect_seconds {
    hidden: yes
    type: number
    description: "Of the change of effort, what comes of more or fewer tickets in all."
    sql: ${TABLE}.volume_effect_seconds ;;
  }

  dimension: mix_effect_seconds {
    hidden: yes
    type: number
    description: "What comes of another share of this channel and reason."
    sql: ${TABLE}.mix_effect_seconds ;;
  }

  dimension: aht_effect_seconds {
    hidden: yes
    type: number
    description: "What comes of a longer or shorter handling time."
    sql: ${TABLE}.aht_effect_seconds ;;
  }

  dimension: currency {
    type: string
    description: "ISO 4217 code."
    sql: ${TABLE}.currency ;;
  }
}
