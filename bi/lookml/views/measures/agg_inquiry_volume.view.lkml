# Volume and service. Inquiries are those created in the interval, whenever they were answered.
view: +agg_inquiry_volume {
  dimension_group: local_start {
    label: "Local start"
    type: time
    datatype: datetime
    convert_tz: no
    timeframes: [time, hour_of_day, time_of_day, day_of_week]
    description: "Start of the interval in the reporting time zone."
    sql: datetime(${TABLE}.interval_start_at, '@{REPORTING_TIMEZONE}') ;;
  }

  measure: inquiries {
    type: sum
    description: "Inquiries created; merged tickets are not counted again."
    sql: ${TABLE}.inquiry_count ;;
    value_format_name: decimal_0
  }

  measure: reopened_tickets {
    type: sum
    description: "Tickets reopened in the interval."
    sql: ${TABLE}.reopened_count ;;
    value_format_name: decimal_0
  }

  measure: answered_inquiries {
    type: sum
    description: "Inquiries that were answered, whenever."
    sql: ${TABLE}.answered_count ;;
    value_format_name: decimal_0
  }

  measure: abandoned_inquiries {
    type: sum
    description: "Inquiries that the customer gave up."
    sql: ${TABLE}.abandoned_count ;;
    value_format_name: decimal_0
  }

  measure: inquiries_within_target {
    type: sum
    description: "Inquiries that were answered within the channel's target."
    sql: ${TABLE}.within_target_count ;;
    value_format_name: decimal_0
  }

  measure: wait_seconds {
    hidden: yes
    type: sum
    description: "Seconds from creation to answer, summed over the answered inquiries."
    sql: ${TABLE}.wait_seconds_sum ;;
    value_format_name: seconds
  }

  measure: service_level {
    type: number
    description: "Inquiries answered within the channel's target / inquiries."
    sql: ${inquiries_within_target} / nullif(${inquiries}, 0) ;;
    value_format_name: percent_1
  }

  measure: abandonment_rate {
    type: number
    description: "Inquiries that the customer gave up / inquiries."
    sql: ${abandoned_inquiries} / nullif(${inquiries}, 0) ;;
    value_format_name: percent_1
  }

  measure: average_wait {
    label: "Average wait in seconds"
    type: number
    description: "Average speed of answer: seconds from creation to answer / answered inquiries."
    sql: ${wait_seconds} / nullif(${answered_inquiries}, 0) ;;
    value_format_name: seconds
  }

  measure: average_wait_minutes {
    label: "Average wait in minutes"
    type: number
    description: "Average speed of answer in minutes."
    sql: ${wait_seconds} / nullif(${answered_inquiries}, 0) / 60 ;;
    value_format_name: minutes
  }

  measure: days {
    hidden: yes
    type: count_distinct
    description: "Dates that are in the group."
    sql: ${interval_raw} ;;
    value_format_name: decimal_0
  }

  measure: inquiries_per_day {
    type: number
    description: "Inquiries / dates."
    sql: ${inquiries} / nullif(${days}, 0) ;;
    value_format_name: heads
  }
}
