# Written by bi/lookml/generate.py from models/marts/improvement/agg_contact_drivers.yml: change that, not this.
# One row per contact_date and contact_reason, zeros included: how much of it came in against orders and users, what it cost, how the last seven days compare with the seven before, and what guides and chatbots kept away.
view: agg_contact_drivers {
  label: "Contact drivers"
  sql_table_name: `@{MARTS}.agg_contact_drivers` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: contact_date, contact_reason."
    sql: to_json_string(struct(${TABLE}.contact_date, ${TABLE}.contact_reason)) ;;
  }

  dimension_group: contact {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "Date on which the inquiry was created or the session began, in the reporting time zone."
    sql: ${TABLE}.contact_date ;;
  }

  dimension: contact_reason {
    type: string
    description: "Why the customer wrote or called; the topic of a session."
    sql: ${TABLE}.contact_reason ;;
  }

  dimension: inquiry_count {
    hidden: yes
    type: number
    description: "Inquiries on all channels, merged ones once."
    sql: ${TABLE}.inquiry_count ;;
  }

  dimension: orders {
    hidden: yes
    type: number
    description: "Orders of the date, of all reasons; null where it is not known."
    sql: ${TABLE}.orders ;;
  }

  dimension: active_users {
    hidden: yes
    type: number
    description: "Active users of the date, of all reasons; null where it is not known."
    sql: ${TABLE}.active_users ;;
  }

  dimension: per_1000_orders {
    hidden: yes
    type: number
    description: "Inquiries per 1,000 orders; null where there are none or it is not known."
    sql: ${TABLE}.per_1000_orders ;;
  }

  dimension: per_1000_active_users {
    hidden: yes
    type: number
    description: "Inquiries per 1,000 active users; null where there are none or it is not known."
    sql: ${TABLE}.per_1000_active_users ;;
  }

  dimension: change_of_week {
    hidden: yes
    type: number
    description: "Change of the seven days up to contact_date against the seven before, as a share (0.1 is 10 % more), per order where all orders of both are known; null in the first 13 days, on a day that is not over, and where nobody asked."
    sql: ${TABLE}.change_of_week ;;
  }

  dimension: change_of_week_low {
    hidden: yes
    type: number
    description: "Lower end of its 95 % interval, widened by what weekdays scatter beyond chance."
    sql: ${TABLE}.change_of_week_low ;;
  }

  dimension: change_of_week_high {
    hidden: yes
    type: number
    description: "Upper end of its 95 % interval."
    sql: ${TABLE}.change_of_week_high ;;
  }

  dimension: self_service_sessions {
    hidden: yes
    type: number
    description: "Sessions with a guide or a chatbot on this topic."
    sql: ${TABLE}.self_service_sessions ;;
  }

  dimension: deflected_sessions {
    hidden: yes
    type: number
    description: "Of these, those whose customer asked on no channel within deflection_hours: at most so many inquiries were spared, since some would never have asked."
    sql: ${TABLE}.deflected_sessions ;;
  }

  dimension: undecidable_sessions {
    hidden: yes
    type: number
    description: "Of these, those of unknown visitors, and those whose hours are not over."
    sql: ${TABLE}.undecidable_sessions ;;
  }

  dimension: effort_seconds {
    hidden: yes
    type: number
    description: "Seconds of attention on the inquiries of the date so far, merged and abandoned ones too."
    sql: ${TABLE}.effort_seconds ;;
  }

  dimension: cost {
    hidden: yes
    type: number
    description: "What this attention cost, in the currency."
    sql: ${TABLE}.cost ;;
  }

  dimension: currency {
    type: string
    description: "ISO 4217 code; null where nobody asked."
    sql: ${TABLE}.currency ;;
  }
}
