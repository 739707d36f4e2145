# Written by bi/lookml/generate.py from models/marts/handling_time/agg_aht_daily.yml: change that, not this.
# One row per completed_date, channel, contact_reason and team: AHT of the tickets completed.
view: agg_aht_daily {
  label: "AHT daily"
  sql_table_name: `@{MARTS}.agg_aht_daily` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: completed_date, channel, contact_reason, team."
    sql: to_json_string(struct(${TABLE}.completed_date, ${TABLE}.channel, ${TABLE}.contact_reason, ${TABLE}.team)) ;;
  }

  dimension_group: completed {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "Date of completed_at in the reporting time zone."
    sql: ${TABLE}.completed_date ;;
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

  dimension: team {
    type: string
    description: "Team of the agent who completed the ticket, as of then; unknown where no agent or no team is known."
    sql: ${TABLE}.team ;;
  }

  dimension: ticket_count {
    hidden: yes
    type: number
    description: "Completed tickets that an agent worked on."
    sql: ${TABLE}.ticket_count ;;
  }

  dimension: reply_count {
    hidden: yes
    type: number
    description: "Replies of agents; a retried request counts once."
    sql: ${TABLE}.reply_count ;;
  }

  dimension: effort_seconds_sum {
    hidden: yes
    type: number
    description: "Seconds of attention, summed."
    sql: ${TABLE}.effort_seconds_sum ;;
  }

  dimension: effort_seconds_low_sum {
    hidden: yes
    type: number
    description: "Proven seconds, summed."
    sql: ${TABLE}.effort_seconds_low_sum ;;
  }

  dimension: effort_seconds_high_sum {
    hidden: yes
    type: number
    description: "Possible seconds, summed."
    sql: ${TABLE}.effort_seconds_high_sum ;;
  }

  dimension: aht_seconds {
    hidden: yes
    type: number
    description: "Seconds of attention per ticket: effort_seconds_sum / ticket_count."
    sql: ${TABLE}.aht_seconds ;;
  }

  dimension: effort_p50_seconds {
    hidden: yes
    type: number
    description: "Median seconds of a ticket (nearest rank)."
    sql: ${TABLE}.effort_p50_seconds ;;
  }

  dimension: effort_p90_seconds {
    hidden: yes
    type: number
    description: "90th percentile of seconds of a ticket (nearest rank)."
    sql: ${TABLE}.effort_p90_seconds ;;
  }

  dimension: effort_under_1_minute_count {
    hidden: yes
    type: number
    description: "Tickets under 1 minute."
    sql: ${TABLE}.effort_under_1_minute_count ;;
  }

  dimension: effort_1_to_3_minutes_count {
    hidden: yes
    type: number
    description: "Tickets of 1 to under 3 minutes."
    sql: ${TABLE}.effort_1_to_3_minutes_count ;;
  }

  dimension: effort_3_to_5_minutes_count {
    hidden: yes
    type: number
    description: "Tickets of 3 to under 5 minutes."
    sql: ${TABLE}.effort_3_to_5_minutes_count ;;
  }

  dimension: effort_5_to_10_minutes_count {
    hidden: yes
    type: number
    description: "Tickets of 5 to under 10 minutes."
    sql: ${TABLE}.effort_5_to_10_minutes_count ;;
  }

  dimension: effort_10_to_20_minutes_count {
    hidden: yes
    type: number
    description: "Tickets of 10 to under 20 minutes."
    sql: ${TABLE}.effort_10_to_20_minutes_count ;;
  }

  dimension: effort_20_to_60_minutes_count {
    hidden: yes
    type: number
    description: "Tickets of 20 to under 60 minutes."
    sql: ${TABLE}.effort_20_to_60_minutes_count ;;
  }

  dimension: effort_from_60_minutes_count {
    hidden: yes
    type: number
    description: "Tickets of an hour and more."
    sql: ${TABLE}.effort_from_60_minutes_count ;;
  }

  dimension: single_action_count {
    hidden: yes
    type: number
    description: "Tickets with a single sign of work, whose length no log can tell."
    sql: ${TABLE}.single_action_count ;;
  }

  dimension: single_action_share {
    hidden: yes
    type: number
    description: "Share of such tickets: single_action_count / ticket_count."
    sql: ${TABLE}.single_action_share ;;
  }

  dimension: immature_count {
    hidden: yes
    type: number
    description: "Tickets whose maturity lag is not over at as_of."
    sql: ${TABLE}.immature_count ;;
  }
}
