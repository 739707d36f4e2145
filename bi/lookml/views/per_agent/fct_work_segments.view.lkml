# Written by bi/lookml/generate.py from models/marts/handling_time/fct_work_segments.yml: change that, not this.
# One row per segment_id: agent x stretch in one state within one day. Per agent: for a restricted group only.
view: fct_work_segments {
  label: "Work segments"
  sql_table_name: `@{MARTS}.fct_work_segments` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: segment_id."
    sql: to_json_string(struct(${TABLE}.segment_id)) ;;
  }

  dimension: segment_id {
    type: string
    description: "Hash of the segment's content."
    sql: ${TABLE}.segment_id ;;
  }

  dimension_group: work {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "Date in the reporting time zone."
    sql: ${TABLE}.work_date ;;
  }

  dimension: agent_key {
    type: string
    description: "Salted hash of the agent."
    sql: ${TABLE}.agent_key ;;
  }

  dimension: ticket_id {
    type: string
    description: "Ticket of the stretch; in a state other than ticket the one in front, or the one that it may have been."
    sql: ${TABLE}.ticket_id ;;
  }

  dimension: state {
    type: string
    description: "ticket, no_ticket (at work on none), idle (in front of the tool without work), away (from the tool, or logged out) or unknown."
    sql: ${TABLE}.state ;;
  }

  dimension_group: started_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "Start, UTC."
    sql: ${TABLE}.started_at ;;
  }

  dimension_group: ended_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "End, UTC."
    sql: ${TABLE}.ended_at ;;
  }

  dimension: duration_seconds {
    hidden: yes
    type: number
    description: "Seconds from start to end."
    sql: ${TABLE}.duration_seconds ;;
  }

  dimension: effort_seconds {
    hidden: yes
    type: number
    description: "Seconds of an agent's attention, best estimate; the numerator of AHT. No second is on two tickets."
    sql: ${TABLE}.effort_seconds ;;
  }

  dimension: effort_seconds_low {
    hidden: yes
    type: number
    description: "Seconds of attention that the evidence proves, less what the clocks may make too long."
    sql: ${TABLE}.effort_seconds_low ;;
  }

  dimension: effort_seconds_high {
    hidden: yes
    type: number
    description: "Seconds of attention that cannot be ruled out; more than the duration where the clocks may make it too short."
    sql: ${TABLE}.effort_seconds_high ;;
  }

  dimension: possible_ticket_id {
    type: string
    description: "Another ticket that the stretch may have been spent on."
    sql: ${TABLE}.possible_ticket_id ;;
  }

  dimension: possible_effort_seconds {
    hidden: yes
    type: number
    description: "Seconds that widen the high bound of possible_ticket_id."
    sql: ${TABLE}.possible_effort_seconds ;;
  }

  dimension: evidence_grade {
    type: string
    description: "What the state rests on: combined (the frontend's log saw some of it), backend or none."
    sql: ${TABLE}.evidence_grade ;;
  }
}
