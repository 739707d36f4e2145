# Written by bi/lookml/generate.py from models/marts/volume/agg_inquiry_volume.yml: change that, not this.
# One row per interval_start_at, channel and contact_reason (pairs seen, from the first to the last day): inquiries and how they were served.
view: agg_inquiry_volume {
  label: "Inquiry volume"
  sql_table_name: `@{MARTS}.agg_inquiry_volume` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: interval_start_at, channel, contact_reason."
    sql: to_json_string(struct(${TABLE}.interval_start_at, ${TABLE}.channel, ${TABLE}.contact_reason)) ;;
  }

  dimension_group: interval_start_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time]
    description: "Start of the interval, UTC; cut in the reporting time zone."
    sql: ${TABLE}.interval_start_at ;;
  }

  dimension_group: interval {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "Date of the interval in the reporting time zone."
    sql: ${TABLE}.interval_date ;;
  }

  dimension: channel {
    type: string
    description: "Channel of the inquiry (phone, chat, mail, in_app, or an unmapped word as delivered)."
    sql: ${TABLE}.channel ;;
  }

  dimension: contact_reason {
    type: string
    description: "Why the customer wrote or called; unknown where the ticket has none."
    sql: ${TABLE}.contact_reason ;;
  }

  dimension: inquiry_count {
    hidden: yes
    type: number
    description: "Inquiries created; merged tickets are not counted again."
    sql: ${TABLE}.inquiry_count ;;
  }

  dimension: reopened_count {
    hidden: yes
    type: number
    description: "Tickets reopened in the interval."
    sql: ${TABLE}.reopened_count ;;
  }

  dimension: answered_count {
    hidden: yes
    type: number
    description: "Inquiries of the interval that were answered, whenever."
    sql: ${TABLE}.answered_count ;;
  }

  dimension: abandoned_count {
    hidden: yes
    type: number
    description: "Inquiries of the interval that the customer gave up."
    sql: ${TABLE}.abandoned_count ;;
  }

  dimension: within_target_count {
    hidden: yes
    type: number
    description: "Inquiries of the interval that were answered within the channel's target."
    sql: ${TABLE}.within_target_count ;;
  }

  dimension: wait_seconds_sum {
    hidden: yes
    type: number
    description: "Seconds from creation to answer, summed over the answered ones."
    sql: ${TABLE}.wait_seconds_sum ;;
  }

  dimension: backlog_count {
    hidden: yes
    type: number
    description: "Inquiries not ended at the end of the interval."
    sql: ${TABLE}.backlog_count ;;
  }

  dimension: backlog_age_p90_seconds {
    hidden: yes
    type: number
    description: "90th percentile of their age in seconds (nearest rank); only in a day's last interval."
    sql: ${TABLE}.backlog_age_p90_seconds ;;
  }
}
