# Written by bi/lookml/generate.py from models/marts/dimensions/dim_agents.yml: change that, not this.
# One row per agent_version_key: an agent as of a stretch of time. Per agent: for a restricted group only.
view: dim_agents {
  label: "Agents"
  sql_table_name: `@{MARTS}.dim_agents` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: agent_version_key."
    sql: to_json_string(struct(${TABLE}.agent_version_key)) ;;
  }

  dimension: agent_version_key {
    type: string
    description: "Hash of agent and version."
    sql: ${TABLE}.agent_version_key ;;
  }

  dimension: agent_key {
    type: string
    description: "Salted hash of the agent."
    sql: ${TABLE}.agent_key ;;
  }

  dimension: team {
    type: string
    description: "Team; unknown where none is given."
    sql: ${TABLE}.team ;;
  }

  dimension: site {
    type: string
    description: "Site."
    sql: ${TABLE}.site ;;
  }

  dimension: employment_type {
    type: string
    description: "Employment type."
    sql: ${TABLE}.employment_type ;;
  }

  dimension: role {
    type: string
    description: "Role."
    sql: ${TABLE}.role ;;
  }

  dimension_group: hired_on {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "Date of hiring."
    sql: ${TABLE}.hired_on ;;
  }

  dimension: is_system {
    type: yesno
    description: "A machine, not a person."
    sql: ${TABLE}.is_system ;;
  }

  dimension_group: valid_from_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "From when the version holds, UTC; null from ever."
    sql: ${TABLE}.valid_from_at ;;
  }

  dimension_group: valid_to_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "Until when, UTC; null for now."
    sql: ${TABLE}.valid_to_at ;;
  }

  dimension: is_current {
    type: yesno
    description: "The version holds now."
    sql: ${TABLE}.is_current ;;
  }
}
