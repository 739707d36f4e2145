# Written by bi/lookml/generate.py from models/marts/handling_time/fct_agent_intervals.yml: change that, not this.
# One row per interval_start_at and agent_key: the agent's online time in its five states. Per agent: for a restricted group only.
view: fct_agent_intervals {
  label: "Agent intervals"
  sql_table_name: `@{MARTS}.fct_agent_intervals` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: interval_start_at, agent_key."
    sql: to_json_string(struct(${TABLE}.interval_start_at, ${TABLE}.agent_key)) ;;
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
    description: "Its date in the reporting time zone."
    sql: ${TABLE}.interval_date ;;
  }

  dimension: agent_key {
    type: string
    description: "Salted hash of the agent."
    sql: ${TABLE}.agent_key ;;
  }

  dimension: online_seconds {
    hidden: yes
    type: number
    description: "Seconds online: login to logout, attended shifts and evidence together."
    sql: ${TABLE}.online_seconds ;;
  }

  dimension: ticket_seconds {
    hidden: yes
    type: number
    description: "Seconds on tickets."
    sql: ${TABLE}.ticket_seconds ;;
  }

  dimension: no_ticket_seconds {
    hidden: yes
    type: number
    description: "Seconds at work on no ticket."
    sql: ${TABLE}.no_ticket_seconds ;;
  }

  dimension: idle_seconds {
    hidden: yes
    type: number
    description: "Seconds in front of the tool without work."
    sql: ${TABLE}.idle_seconds ;;
  }

  dimension: away_seconds {
    hidden: yes
    type: number
    description: "Seconds of it away from the tool, or logged out while online by a shift."
    sql: ${TABLE}.away_seconds ;;
  }

  dimension: unknown_seconds {
    hidden: yes
    type: number
    description: "Seconds online of which the logs tell nothing."
    sql: ${TABLE}.unknown_seconds ;;
  }

  dimension: open_ticket_seconds {
    hidden: yes
    type: number
    description: "Seconds of open tickets with the agent, summed over tickets."
    sql: ${TABLE}.open_ticket_seconds ;;
  }

  dimension: completed_count {
    hidden: yes
    type: number
    description: "Tickets that the agent completed."
    sql: ${TABLE}.completed_count ;;
  }
}
