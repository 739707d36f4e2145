# Written by bi/lookml/generate.py from models/marts/handling_time/fct_ticket_steps.yml: change that, not this.
# One row per ticket_id, agent_key, work_date and screen: what an agent did to a ticket on one screen of the tool on one day. Restricted: rows are about single agents. Effort that only the backend's log tells is on screen "unknown".
view: fct_ticket_steps {
  label: "Ticket steps"
  sql_table_name: `@{MARTS}.fct_ticket_steps` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: ticket_id, agent_key, work_date, screen."
    sql: to_json_string(struct(${TABLE}.ticket_id, ${TABLE}.agent_key, ${TABLE}.work_date, ${TABLE}.screen)) ;;
  }

  dimension: ticket_id {
    type: string
    description: "Ticket in the contact tool."
    sql: ${TABLE}.ticket_id ;;
  }

  dimension: agent_key {
    type: string
    description: "Salted hash of the agent."
    sql: ${TABLE}.agent_key ;;
  }

  dimension_group: work {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "Date in the reporting time zone."
    sql: ${TABLE}.work_date ;;
  }

  dimension: screen {
    type: string
    description: "Step in the tool; unknown where only the backend's log tells of the work."
    sql: ${TABLE}.screen ;;
  }

  dimension: app_version {
    type: string
    description: "Version of the tool's frontend, the highest of the day; null where none was seen."
    sql: ${TABLE}.app_version ;;
  }

  dimension: visits {
    hidden: yes
    type: number
    description: "Times the agent came to the screen and worked there."
    sql: ${TABLE}.visits ;;
  }

  dimension: effort_seconds {
    hidden: yes
    type: number
    description: "Seconds of work on the ticket there, best estimate."
    sql: ${TABLE}.effort_seconds ;;
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
    description: "Templates inserted."
    sql: ${TABLE}.template_count ;;
  }

  dimension: api_wait_seconds {
    hidden: yes
    type: number
    description: "Seconds from requests of the tool to their answers, by the client's clock."
    sql: ${TABLE}.api_wait_seconds ;;
  }

  dimension: error_count {
    hidden: yes
    type: number
    description: "Answers of the tool's API with a status of 400 or above."
    sql: ${TABLE}.error_count ;;
  }

  dimension: away_count {
    hidden: yes
    type: number
    description: "Times the agent left the tool from there, for a second or longer."
    sql: ${TABLE}.away_count ;;
  }

  dimension: swivel_seconds {
    hidden: yes
    type: number
    description: "Seconds of the effort in another tool, with a copy before or a paste after."
    sql: ${TABLE}.swivel_seconds ;;
  }
}
