# Written by bi/lookml/generate.py from models/marts/staffing/fct_staffing_outcomes.yml: change that, not this.
# One row per interval_start_at and channel: what was needed beside what was. Where service is worse than predicted with as many agents as were asked for, the model is wrong; where fewer were scheduled, the schedule; where fewer came than were scheduled, adherence. The desk_ columns are of all channels together, since the logs do not tell which channel an agent waits for.
view: fct_staffing_outcomes {
  label: "Staffing outcomes"
  sql_table_name: `@{MARTS}.fct_staffing_outcomes` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: interval_start_at, channel."
    sql: to_json_string(struct(${TABLE}.interval_start_at, ${TABLE}.channel)) ;;
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

  dimension: staffing_model {
    type: string
    description: "Model that the channel is planned with."
    sql: ${TABLE}.staffing_model ;;
  }

  dimension: required_agents {
    hidden: yes
    type: number
    description: "Agents that it asked for, from the inquiries that came."
    sql: ${TABLE}.required_agents ;;
  }

  dimension: required_agents_low {
    hidden: yes
    type: number
    description: "The same, lower end."
    sql: ${TABLE}.required_agents_low ;;
  }

  dimension: required_agents_high {
    hidden: yes
    type: number
    description: "The same, upper end."
    sql: ${TABLE}.required_agents_high ;;
  }

  dimension: scheduled_agents {
    hidden: yes
    type: number
    description: "Agents that shifts planned; those that name no channel are split by work."
    sql: ${TABLE}.scheduled_agents ;;
  }

  dimension: gap {
    hidden: yes
    type: number
    description: "scheduled_agents - required_agents."
    sql: ${TABLE}.gap ;;
  }

  dimension: status {
    type: string
    description: "ok, or why there is no number."
    sql: ${TABLE}.status ;;
  }

  dimension: predicted_service_level {
    hidden: yes
    type: number
    description: "Share, 0 to 1, that the required agents answer in time."
    sql: ${TABLE}.predicted_service_level ;;
  }

  dimension: inquiry_count {
    hidden: yes
    type: number
    description: "Inquiries created in the interval."
    sql: ${TABLE}.inquiry_count ;;
  }

  dimension: answered_count {
    hidden: yes
    type: number
    description: "Those of them that were answered, whenever."
    sql: ${TABLE}.answered_count ;;
  }

  dimension: within_target_count {
    hidden: yes
    type: number
    description: "Those that were answered in time."
    sql: ${TABLE}.within_target_count ;;
  }

  dimension: abandoned_count {
    hidden: yes
    type: number
    description: "Those that the customer gave up."
    sql: ${TABLE}.abandoned_count ;;
  }

  dimension: backlog_count {
    hidden: yes
    type: number
    description: "Inquiries not ended at the end of the interval."
    sql: ${TABLE}.backlog_count ;;
  }

  dimension: wait_seconds_sum {
    hidden: yes
    type: number
    description: "Seconds from creation to answer, summed over the answered ones."
    sql: ${TABLE}.wait_seconds_sum ;;
  }

  dimension: actual_service_level {
    hidden: yes
    type: number
    description: "within_target_count / inquiry_count; null where nothing came."
    sql: ${TABLE}.actual_service_level ;;
  }

  dimension: average_wait_seconds {
    hidden: yes
    type: number
    description: "wait_seconds_sum / answered_count."
    sql: ${TABLE}.average_wait_seconds ;;
  }

  dimension: abandonment_rate {
    hidden: yes
    type: number
    description: "abandoned_count / inquiry_count."
    sql: ${TABLE}.abandonment_rate ;;
  }

  dimension: desk_scheduled_agents {
    hidden: yes
    type: number
    description: "Agents planned for work, of all channels."
    sql: ${TABLE}.desk_scheduled_agents ;;
  }

  dimension: desk_online_agents {
    hidden: yes
    type: number
    description: "Agents online, of all channels."
    sql: ${TABLE}.desk_online_agents ;;
  }

  dimension: desk_adherence {
    hidden: yes
    type: number
    description: "Share of planned work, 0 to 1, that its agent was there for and not away in the interval; null where none was planned."
    sql: ${TABLE}.desk_adherence ;;
  }
}
