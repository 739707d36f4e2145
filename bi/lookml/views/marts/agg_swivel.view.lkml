# Written by bi/lookml/generate.py from models/marts/improvement/agg_swivel.yml: change that, not this.
# One row per month_start_date, screen_left, screen_returned_to and contact_reason: trips to other tools that came back to the same ticket, and what they cost. What an agent does there the log does not tell; a pair of screens with many trips is one that lacks something.
view: agg_swivel {
  label: "Swivel"
  sql_table_name: `@{MARTS}.agg_swivel` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: month_start_date, screen_left, screen_returned_to, contact_reason."
    sql: to_json_string(struct(${TABLE}.month_start_date, ${TABLE}.screen_left, ${TABLE}.screen_returned_to, ${TABLE}.contact_reason)) ;;
  }

  dimension_group: month_start {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, month, quarter, year]
    description: "First day of the month of the work, in the reporting time zone."
    sql: ${TABLE}.month_start_date ;;
  }

  dimension: screen_left {
    type: string
    description: "Screen of the tool before the trip; unknown where the log does not tell."
    sql: ${TABLE}.screen_left ;;
  }

  dimension: screen_returned_to {
    type: string
    description: "Screen of the tool after the trip; unknown where the log does not tell."
    sql: ${TABLE}.screen_returned_to ;;
  }

  dimension: contact_reason {
    type: string
    description: "Why the customer wrote or called."
    sql: ${TABLE}.contact_reason ;;
  }

  dimension: trip_count {
    hidden: yes
    type: number
    description: "Trips that began in the month."
    sql: ${TABLE}.trip_count ;;
  }

  dimension: swivel_seconds {
    hidden: yes
    type: number
    description: "Seconds away on them."
    sql: ${TABLE}.swivel_seconds ;;
  }

  dimension: cost {
    hidden: yes
    type: number
    description: "What these seconds cost, in the currency."
    sql: ${TABLE}.cost ;;
  }

  dimension: currency {
    type: string
    description: "ISO 4217 code."
    sql: ${TABLE}.currency ;;
  }
}
