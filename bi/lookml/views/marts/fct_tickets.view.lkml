# Written by bi/lookml/generate.py from models/marts/handling_time/fct_tickets.yml: change that, not this.
# One row per ticket_id: what it took, with bounds.
view: fct_tickets {
  label: "Tickets"
  sql_table_name: `@{MARTS}.fct_tickets` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: ticket_id."
    sql: to_json_string(struct(${TABLE}.ticket_id)) ;;
  }

  dimension: ticket_id {
    type: string
    description: "Id of the ticket in the contact tool."
    sql: ${TABLE}.ticket_id ;;
  }

  dimension: channel {
    type: string
    description: "Channel of the inquiry (phone, chat, mail, in_app, or an unmapped word)."
    sql: ${TABLE}.channel ;;
  }

  dimension: contact_reason {
    type: string
    description: "Why the customer wrote or called; unknown where the ticket has none."
    sql: ${TABLE}.contact_reason ;;
  }

  dimension: priority {
    type: string
    description: "Priority in the contact tool."
    sql: ${TABLE}.priority ;;
  }

  dimension: status {
    type: string
    description: "Latest status of the ticket (new, open, pending, resolved, closed, abandoned, or an unmapped word)."
    sql: ${TABLE}.status ;;
  }

  dimension: customer_key {
    type: string
    description: "Salted hash of the customer."
    sql: ${TABLE}.customer_key ;;
  }

  dimension: team {
    type: string
    description: "Team of the agent who completed the ticket, as of then; unknown where no agent or no team is known."
    sql: ${TABLE}.team ;;
  }

  dimension: agent_key {
    type: string
    description: "Salted hash of the agent who completed the ticket, else who acted on it last, else whom the frontend's log saw at it last."
    sql: ${TABLE}.agent_key ;;
  }

  dimension_group: created_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time]
    description: "When the inquiry was made, UTC."
    sql: ${TABLE}.created_at ;;
  }

  dimension_group: created {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "Date of created_at in the reporting time zone."
    sql: ${TABLE}.created_date ;;
  }

  dimension_group: first_opened_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "When an agent first had the ticket on screen or took the call, UTC."
    sql: ${TABLE}.first_opened_at ;;
  }

  dimension_group: first_replied_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "When an agent first replied, UTC."
    sql: ${TABLE}.first_replied_at ;;
  }

  dimension_group: closed_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "When the ticket was closed, UTC; null unless its status is closed."
    sql: ${TABLE}.closed_at ;;
  }

  dimension_group: completed_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time]
    description: "When the ticket was last resolved (or, where no resolving is logged, closed), UTC; null unless completed."
    sql: ${TABLE}.completed_at ;;
  }

  dimension_group: completed {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "Date of completed_at in the reporting time zone."
    sql: ${TABLE}.completed_date ;;
  }

  dimension: is_closed {
    type: yesno
    description: "The status is closed and the ticket was not merged into another."
    sql: ${TABLE}.is_closed ;;
  }

  dimension: is_completed {
    type: yesno
    description: "The status is resolved or closed and the ticket was not merged into another."
    sql: ${TABLE}.is_completed ;;
  }

  dimension: is_abandoned {
    type: yesno
    description: "The customer gave up before an agent answered."
    sql: ${TABLE}.is_abandoned ;;
  }

  dimension: is_merged {
    type: yesno
    description: "The ticket was merged into another one; it is the same inquiry as that."
    sql: ${TABLE}.is_merged ;;
  }

  dimension: has_ticket_row {
    type: yesno
    description: "The tickets table knows the ticket; false where only the logs do."
    sql: ${TABLE}.has_ticket_row ;;
  }

  dimension: is_counted_in_aht {
    type: yesno
    description: "The ticket is completed and an agent worked on it: one of the tickets that AHT is the average of."
    sql: ${TABLE}.is_counted_in_aht ;;
  }

  dimension: reopen_count {
    hidden: yes
    type: number
    description: "Times the ticket was reopened."
    sql: ${TABLE}.reopen_count ;;
  }

  dimension: transfer_count {
    hidden: yes
    type: number
    description: "Times the ticket was transferred."
    sql: ${TABLE}.transfer_count ;;
  }

  dimension: agent_count {
    hidden: yes
    type: number
    description: "Agents with an action on the ticket or with activity on it in the frontend's log."
    sql: ${TABLE}.agent_count ;;
  }

  dimension: touch_count {
    hidden: yes
    type: number
    description: "Times an agent turned to the ticket from something else."
    sql: ${TABLE}.touch_count ;;
  }

  dimension: action_count {
    hidden: yes
    type: number
    description: "Actions of agents in the backend's log."
    sql: ${TABLE}.action_count ;;
  }

  dimension: reply_count {
    hidden: yes
    type: number
    description: "Replies of agents; a retried request counts once."
    sql: ${TABLE}.reply_count ;;
  }

  dimension: first_response_seconds {
    hidden: yes
    type: number
    description: "Seconds from creation to the first answer: a call taken, a message replied to."
    sql: ${TABLE}.first_response_seconds ;;
  }

  dimension: elapsed_seconds {
    hidden: yes
    type: number
    description: "Seconds from creation to the last close (or abandonment), as the customer feels it."
    sql: ${TABLE}.elapsed_seconds ;;
  }

  dimension: assigned_open_seconds {
    hidden: yes
    type: number
    description: "Seconds the ticket was open and with an agent, without pending; overlaps with other tickets."
    sql: ${TABLE}.assigned_open_seconds ;;
  }

  dimension: focus_seconds {
    hidden: yes
    type: number
    description: "Seconds the ticket was in front on an agent's screen, idle ones included; null where the frontend's log saw none of the time that counts."
    sql: ${TABLE}.focus_seconds ;;
  }

  dimension: swivel_seconds {
    hidden: yes
    type: number
    description: "Seconds of the effort that were away from the tool and back to the ticket, with something copied before or pasted after; 0 where the frontend's log tells of none."
    sql: ${TABLE}.swivel_seconds ;;
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
    description: "Seconds of attention that the evidence proves."
    sql: ${TABLE}.effort_seconds_low ;;
  }

  dimension: effort_seconds_high {
    hidden: yes
    type: number
    description: "Seconds of attention that cannot be ruled out."
    sql: ${TABLE}.effort_seconds_high ;;
  }

  dimension: evidence_grade {
    type: string
    description: "What the effort rests on: combined (the frontend's log saw some of it), backend or none."
    sql: ${TABLE}.evidence_grade ;;
  }

  dimension: is_matured {
    type: yesno
    description: "The channel's maturity lag after creation is over at as_of."
    sql: ${TABLE}.is_matured ;;
  }
}
