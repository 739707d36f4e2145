# Written by bi/lookml/generate.py from models/marts/improvement/agg_step_costs.yml: change that, not this.
# One row per month_start_date, screen and contact_reason: what agents did on that screen for that reason, and the hours, heads and cost that an improvement there has at stake. Only work that the logs place on a ticket is in it; what no frontend log tells stands on the screen "unknown".
view: agg_step_costs {
  label: "Step costs"
  sql_table_name: `@{MARTS}.agg_step_costs` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: month_start_date, screen, contact_reason."
    sql: to_json_string(struct(${TABLE}.month_start_date, ${TABLE}.screen, ${TABLE}.contact_reason)) ;;
  }

  dimension_group: month_start {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, month, quarter, year]
    description: "First day of the month of the work, in the reporting time zone."
    sql: ${TABLE}.month_start_date ;;
  }

  dimension: screen {
    type: string
    description: "Step in the tool; unknown where only the backend's log tells of the work."
    sql: ${TABLE}.screen ;;
  }

  dimension: contact_reason {
    type: string
    description: "Why the customer wrote or called."
    sql: ${TABLE}.contact_reason ;;
  }

  dimension: ticket_count {
    hidden: yes
    type: number
    description: "Tickets that agents were on that screen for."
    sql: ${TABLE}.ticket_count ;;
  }

  dimension: visits {
    hidden: yes
    type: number
    description: "Times that an agent came to the screen and worked there."
    sql: ${TABLE}.visits ;;
  }

  dimension: effort_seconds {
    hidden: yes
    type: number
    description: "Seconds of attention there; the hours at stake are these divided by 3600."
    sql: ${TABLE}.effort_seconds ;;
  }

  dimension: api_wait_seconds {
    hidden: yes
    type: number
    description: "Seconds from asking the backend to its answer, one request after another."
    sql: ${TABLE}.api_wait_seconds ;;
  }

  dimension: copy_paste_count {
    hidden: yes
    type: number
    description: "Copies and pastes."
    sql: ${TABLE}.copy_paste_count ;;
  }

  dimension: template_count {
    hidden: yes
    type: number
    description: "Templates that were inserted."
    sql: ${TABLE}.template_count ;;
  }

  dimension: error_count {
    hidden: yes
    type: number
    description: "Answers of the backend with a status of 400 and more."
    sql: ${TABLE}.error_count ;;
  }

  dimension: away_count {
    hidden: yes
    type: number
    description: "Trips away from the tool, those that did not come back to the ticket too."
    sql: ${TABLE}.away_count ;;
  }

  dimension: swivel_seconds {
    hidden: yes
    type: number
    description: "Of effort_seconds, those in other tools."
    sql: ${TABLE}.swivel_seconds ;;
  }

  dimension: agents_at_stake {
    hidden: yes
    type: number
    description: "Full-time agents that the effort keeps busy, if the whole month is like the days of it that are over: hours of effort / hours of handling that one does."
    sql: ${TABLE}.agents_at_stake ;;
  }

  dimension: cost_at_stake {
    hidden: yes
    type: number
    description: "What the effort of the month has cost so far, in the currency."
    sql: ${TABLE}.cost_at_stake ;;
  }

  dimension: currency {
    type: string
    description: "ISO 4217 code."
    sql: ${TABLE}.currency ;;
  }

  dimension: cost_rank {
    hidden: yes
    type: number
    description: "Place among the rows of the month by cost_at_stake, from 1 for the costliest."
    sql: ${TABLE}.cost_rank ;;
  }
}
