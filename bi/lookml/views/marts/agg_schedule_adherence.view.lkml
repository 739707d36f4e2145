# Written by bi/lookml/generate.py from models/marts/staffing/agg_schedule_adherence.yml: change that, not this.
# One row per work_date and team with a shift or time online: what was planned for the team's agents, whether they were there, and how busy they were. Ratios stand beside their sums, so roll up by adding the sums and dividing anew. adherence asks whether the planned work was attended when it was planned; conformance asks only how long people were online, whenever that was. A team of fewer than five agents (agent_count) tells of single persons: do not show it.
view: agg_schedule_adherence {
  label: "Schedule adherence"
  sql_table_name: `@{MARTS}.agg_schedule_adherence` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: work_date, team."
    sql: to_json_string(struct(${TABLE}.work_date, ${TABLE}.team)) ;;
  }

  dimension_group: work {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "Date in the reporting time zone; shifts and time online over midnight are split there."
    sql: ${TABLE}.work_date ;;
  }

  dimension: team {
    type: string
    description: "Team of the agent when the date began; unknown where no agent or no team is known. The agent's first team also holds for what was before it."
    sql: ${TABLE}.team ;;
  }

  dimension: agent_count {
    hidden: yes
    type: number
    description: "Agents with a shift of any activity or with time online on the date."
    sql: ${TABLE}.agent_count ;;
  }

  dimension: scheduled_agent_count {
    hidden: yes
    type: number
    description: "Those of them who were planned for work."
    sql: ${TABLE}.scheduled_agent_count ;;
  }

  dimension: online_agent_count {
    hidden: yes
    type: number
    description: "Those of them who were online."
    sql: ${TABLE}.online_agent_count ;;
  }

  dimension: scheduled_seconds {
    hidden: yes
    type: number
    description: "Seconds planned for work and for nothing else. Each second of an agent's plan counts once: where shifts overlap it is leave before break, break before meeting, meeting before training, training before work. Cancelled shifts are no plan."
    sql: ${TABLE}.scheduled_seconds ;;
  }

  dimension: online_seconds {
    hidden: yes
    type: number
    description: "Seconds online: login to logout, attended shifts and evidence together."
    sql: ${TABLE}.online_seconds ;;
  }

  dimension: in_adherence_seconds {
    hidden: yes
    type: number
    description: "Seconds of scheduled work in which the agent was online and not away. Idle time is adherence (ready for the next inquiry), and so is time of which the logs tell nothing in a shift that was attended; planned breaks, meetings, training and leave are no part of it, on either side."
    sql: ${TABLE}.in_adherence_seconds ;;
  }

  dimension: in_adherence_seconds_low {
    hidden: yes
    type: number
    description: "The same without time of which the logs tell nothing."
    sql: ${TABLE}.in_adherence_seconds_low ;;
  }

  dimension: in_adherence_seconds_high {
    hidden: yes
    type: number
    description: "The same with time away: an agent who waits for the next inquiry behind another window is away by the logs, and yet at work. Beyond it nobody was online."
    sql: ${TABLE}.in_adherence_seconds_high ;;
  }

  dimension: adherence {
    hidden: yes
    type: number
    description: "in_adherence_seconds / scheduled_seconds; null where no work was scheduled."
    sql: ${TABLE}.adherence ;;
  }

  dimension: adherence_low {
    hidden: yes
    type: number
    description: "in_adherence_seconds_low / scheduled_seconds; null where no work was scheduled."
    sql: ${TABLE}.adherence_low ;;
  }

  dimension: adherence_high {
    hidden: yes
    type: number
    description: "in_adherence_seconds_high / scheduled_seconds; null where no work was scheduled."
    sql: ${TABLE}.adherence_high ;;
  }

  dimension: conformance {
    hidden: yes
    type: number
    description: "online_seconds / scheduled_seconds: above 1 where people were online longer than they were planned for work; null where no work was scheduled."
    sql: ${TABLE}.conformance ;;
  }

  dimension: ticket_seconds {
    hidden: yes
    type: number
    description: "Seconds on tickets."
    sql: ${TABLE}.ticket_seconds ;;
  }

  dimension: available_seconds {
    hidden: yes
    type: number
    description: "Seconds of being there for inquiries: on tickets, at work on no ticket, and idle."
    sql: ${TABLE}.available_seconds ;;
  }

  dimension: away_seconds {
    hidden: yes
    type: number
    description: "Seconds online but away from the tool or logged out."
    sql: ${TABLE}.away_seconds ;;
  }

  dimension: unknown_seconds {
    hidden: yes
    type: number
    description: "Seconds online of which the logs tell nothing; with available_seconds and away_seconds it is online_seconds."
    sql: ${TABLE}.unknown_seconds ;;
  }

  dimension: occupancy {
    hidden: yes
    type: number
    description: "ticket_seconds / available_seconds; null where nobody was available."
    sql: ${TABLE}.occupancy ;;
  }

  dimension: break_seconds {
    hidden: yes
    type: number
    description: "Seconds planned for breaks."
    sql: ${TABLE}.break_seconds ;;
  }

  dimension: meeting_seconds {
    hidden: yes
    type: number
    description: "Seconds planned for meetings."
    sql: ${TABLE}.meeting_seconds ;;
  }

  dimension: training_seconds {
    hidden: yes
    type: number
    description: "Seconds planned for training."
    sql: ${TABLE}.training_seconds ;;
  }

  dimension: leave_seconds {
    hidden: yes
    type: number
    description: "Seconds planned for leave as the plan writes it: a leave of several days in one stretch has 24 hours a day. The first two years of a leave count."
    sql: ${TABLE}.leave_seconds ;;
  }

  dimension: other_planned_seconds {
    hidden: yes
    type: number
    description: "Seconds planned for nothing but an activity whose word is none of work, break, meeting, training and leave: in no other column, and in no ratio."
    sql: ${TABLE}.other_planned_seconds ;;
  }

  dimension: shrinkage_seconds {
    hidden: yes
    type: number
    description: "break_seconds + meeting_seconds + training_seconds + leave_seconds."
    sql: ${TABLE}.shrinkage_seconds ;;
  }

  dimension: paid_seconds {
    hidden: yes
    type: number
    description: "scheduled_seconds + shrinkage_seconds."
    sql: ${TABLE}.paid_seconds ;;
  }

  dimension: shrinkage {
    hidden: yes
    type: number
    description: "shrinkage_seconds / paid_seconds: the planned share of paid time that is not for work; null where nothing was planned."
    sql: ${TABLE}.shrinkage ;;
  }
}
