# Orders and active users stand in the row of each reason, so that their sums take each date once. Inquiries are held
# against those dates alone of which they are known.
view: +agg_contact_drivers {
  measure: currencies {
    hidden: yes
    type: count_distinct
    description: "Currencies in the group."
    sql: ${currency} ;;
    value_format_name: decimal_0
  }

  measure: inquiries {
    type: sum
    description: "Inquiries on all channels, merged ones once."
    sql: ${TABLE}.inquiry_count ;;
    value_format_name: decimal_0
  }

  measure: orders_of_all_reasons {
    label: "Orders"
    type: sum_distinct
    sql_distinct_key: ${contact_raw} ;;
    description: "Orders of the dates in the group, of all reasons."
    sql: ${TABLE}.orders ;;
    value_format_name: decimal_0
  }

  measure: active_users_of_all_reasons {
    label: "Active users, summed over dates"
    type: sum_distinct
    sql_distinct_key: ${contact_raw} ;;
    description: "Active users of the dates in the group, of all reasons, each date's anew."
    sql: ${TABLE}.active_users ;;
    value_format_name: decimal_0
  }

  measure: inquiries_on_dates_with_orders {
    hidden: yes
    type: sum
    description: "Inquiries of the dates whose orders are known."
    filters: [orders: "NOT NULL"]
    sql: ${TABLE}.inquiry_count ;;
    value_format_name: decimal_0
  }

  measure: inquiries_on_dates_with_users {
    hidden: yes
    type: sum
    description: "Inquiries of the dates whose active users are known."
    filters: [active_users: "NOT NULL"]
    sql: ${TABLE}.inquiry_count ;;
    value_format_name: decimal_0
  }

  measure: contacts_per_1000_orders {
    label: "Contact rate per 1,000 orders"
    type: number
    description: "Contact rate: inquiries per 1,000 orders, on dates whose orders are known."
    sql: 1000 * ${inquiries_on_dates_with_orders} / nullif(${orders_of_all_reasons}, 0) ;;
    value_format_name: decimal_2
  }

  measure: contacts_per_1000_active_users {
    label: "Contact rate per 1,000 active users"
    type: number
    description: "Inquiries per 1,000 active users and date, on dates whose users are known."
    sql: 1000 * ${inquiries_on_dates_with_users} / nullif(${active_users_of_all_reasons}, 0) ;;
    value_format_name: decimal_2
  }

  measure: sessions {
    label: "Self-service sessions"
    type: sum
    description: "Sessions with a guide or a chatbot."
    sql: ${TABLE}.self_service_sessions ;;
    value_format_name: decimal_0
  }

  measure: deflected {
    label: "Deflected sessions"
    type: sum
    description: "Of the sessions, those whose customer asked on no channel in the hours after: at most so many inquiries were spared."
    sql: ${TABLE}.deflected_sessions ;;
    value_format_name: decimal_0
  }

  measure: undecidable {
    label: "Undecidable sessions"
    type: sum
    description: "Of the sessions, those of unknown visitors, and those whose hours are not over."
    sql: ${TABLE}.undecidable_sessions ;;
    value_format_name: decimal_0
  }

  measure: deflection_rate {
    label: "Deflection rate, at most"
    type: number
    description: "Deflected sessions / sessions that can be decided: an upper bound, since some would never have asked."
    sql: ${deflected} / nullif((${sessions} - ${undecidable}), 0) ;;
    value_format_name: percent_1
  }

  measure: effort_seconds_sum {
    hidden: yes
    type: sum
    description: "Seconds of attention on the inquiries so far."
    sql: ${TABLE}.effort_seconds ;;
    value_format_name: seconds
  }

  measure: effort_hours {
    type: number
    description: "Hours of attention on the inquiries so far, merged and abandoned ones too."
    sql: ${effort_seconds_sum} / 3600 ;;
    value_format_name: hours
  }

  measure: cost_sum {
    hidden: yes
    type: sum
    description: "Cost, summed over whatever is in the group."
    sql: ${TABLE}.cost ;;
    value_format_name: money
  }

  measure: total_cost {
    label: "Cost"
    type: number
    description: "What the attention cost, in the currency; null over several currencies."
    sql: case when ${currencies} <= 1 then ${cost_sum} end ;;
    value_format_name: money
  }

  measure: cost_per_inquiry {
    type: number
    description: "Cost / inquiries, in the currency; null over several currencies."
    sql: ${total_cost} / nullif(${inquiries}, 0) ;;
    value_format_name: money
  }

  measure: minutes_per_inquiry {
    type: number
    description: "Minutes of attention so far / inquiries."
    sql: ${effort_seconds_sum} / nullif(${inquiries}, 0) / 60 ;;
    value_format_name: minutes
  }

  measure: changes {
    hidden: yes
    type: count
    description: "Rows with a weekly change."
    filters: [change_of_week: "NOT NULL"]
    value_format_name: decimal_0
  }

  measure: weekly_change {
    label: "Change against the week before"
    type: number
    description: "Change of the seven days up to a date against the seven before, of one date and reason; changes do not add up, so it is null for more."
    sql: case when ${changes} = 1 then max(${TABLE}.change_of_week) end ;;
    value_format_name: percent_1
  }

  measure: weekly_change_low {
    label: "Change against the week before, low"
    type: number
    description: "Lower end of its 95 % interval; null for more than one date and reason."
    sql: case when ${changes} = 1 then max(${TABLE}.change_of_week_low) end ;;
    value_format_name: percent_1
  }

  measure: weekly_change_high {
    label: "Change against the week before, high"
    type: number
    description: "Upper end of its 95 % interval; null for more than one date and reason."
    sql: case when ${changes} = 1 then max(${TABLE}.change_of_week_high) end ;;
    value_format_name: percent_1
  }
}
