# The backlog is a stock: it adds up over channels and reasons, never over time. Each measure takes one instant of
# a day, week or month, and is null where the group holds more than one of them.
view: +agg_inquiry_volume {
  dimension: closes_day {
    type: yesno
    description: "The interval is the last one of its day."
    sql: date(timestamp_add(${TABLE}.interval_start_at, interval @{INTERVAL_MINUTES} minute), '@{REPORTING_TIMEZONE}') <> ${TABLE}.interval_date ;;
  }

  dimension: closes_week {
    type: yesno
    description: "The interval is the last one of its week, or of the volume as a whole."
    sql: ${closes_day} and (date_add(${TABLE}.interval_date, interval 1 day) = date_trunc(date_add(${TABLE}.interval_date, interval 1 day), week(monday)) or ${TABLE}.interval_date = (select max(last.interval_date) from ${agg_inquiry_volume.SQL_TABLE_NAME} as last)) ;;
  }

  dimension: closes_month {
    type: yesno
    description: "The interval is the last one of its month, or of the volume as a whole."
    sql: ${closes_day} and (date_add(${TABLE}.interval_date, interval 1 day) = date_trunc(date_add(${TABLE}.interval_date, interval 1 day), month) or ${TABLE}.interval_date = (select max(last.interval_date) from ${agg_inquiry_volume.SQL_TABLE_NAME} as last)) ;;
  }

  dimension: is_latest {
    type: yesno
    description: "The interval is the last one of all."
    sql: ${closes_day} and ${TABLE}.interval_date = (select max(last.interval_date) from ${agg_inquiry_volume.SQL_TABLE_NAME} as last) ;;
  }

  measure: closed_days {
    hidden: yes
    type: count_distinct
    description: "Days whose last interval is in the group."
    sql: case when ${closes_day} then ${TABLE}.interval_date end ;;
    value_format_name: decimal_0
  }

  measure: backlog_when_days_end {
    hidden: yes
    type: sum
    description: "Inquiries not ended at the end of each day, summed: a sum of stocks, of use for one day alone."
    filters: [closes_day: "yes"]
    sql: ${TABLE}.backlog_count ;;
    value_format_name: decimal_0
  }

  measure: backlog_at_end_of_day {
    type: number
    description: "Inquiries not ended at the end of the day; null for more than one day."
    sql: case when ${closed_days} = 1 then ${backlog_when_days_end} end ;;
    value_format_name: decimal_0
  }

  measure: closed_weeks {
    hidden: yes
    type: count_distinct
    description: "Weeks whose last interval is in the group."
    sql: case when ${closes_week} then ${TABLE}.interval_date end ;;
    value_format_name: decimal_0
  }

  measure: backlog_when_weeks_end {
    hidden: yes
    type: sum
    description: "Inquiries not ended at the end of each week, summed: a sum of stocks, of use for one week alone."
    filters: [closes_week: "yes"]
    sql: ${TABLE}.backlog_count ;;
    value_format_name: decimal_0
  }

  measure: backlog_at_end_of_week {
    type: number
    description: "Inquiries not ended at the end of the week; null for more than one week."
    sql: case when ${closed_weeks} = 1 then ${backlog_when_weeks_end} end ;;
    value_format_name: decimal_0
  }

  measure: closed_months {
    hidden: yes
    type: count_distinct
    description: "Months whose last interval is in the group."
    sql: case when ${closes_month} then ${TABLE}.interval_date end ;;
    value_format_name: decimal_0
  }

  measure: backlog_when_months_end {
    hidden: yes
    type: sum
    description: "Inquiries not ended at the end of each month, summed: a sum of stocks, of use for one month alone."
    filters: [closes_month: "yes"]
    sql: ${TABLE}.backlog_count ;;
    value_format_name: decimal_0
  }

  measure: backlog_at_end_of_month {
    type: number
    description: "Inquiries not ended at the end of the month; null for more than one month."
    sql: case when ${closed_months} = 1 then ${backlog_when_months_end} end ;;
    value_format_name: decimal_0
  }

  measure: latest_backlog {
    type: sum
    description: "Inquiries not ended at the end of the last day that is known."
    filters: [is_latest: "yes"]
    sql: ${TABLE}.backlog_count ;;
    value_format_name: decimal_0
  }

  measure: average_backlog {
    type: number
    description: "Mean of the backlogs at the ends of the days in the group: their sum / days."
    sql: ${backlog_when_days_end} / nullif(${closed_days}, 0) ;;
    value_format_name: heads
  }

  measure: backlog_ages {
    hidden: yes
    type: count
    description: "Rows with an age of the backlog."
    filters: [backlog_age_p90_seconds: "NOT NULL"]
    value_format_name: decimal_0
  }

  measure: backlog_age_p90_hours {
    label: "90th percentile of the backlog's age in hours"
    type: number
    description: "90th percentile of the backlog's age at the end of a day, in hours, of one channel and reason; percentiles do not add up, so it is null for more."
    sql: case when ${backlog_ages} = 1 then max(${TABLE}.backlog_age_p90_seconds) / 3600 end ;;
    value_format_name: hours
  }
}
