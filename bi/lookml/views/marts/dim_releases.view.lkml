# Written by bi/lookml/generate.py from models/marts/dimensions/dim_releases.yml: change that, not this.
# One row per release_id.
view: dim_releases {
  label: "Releases"
  sql_table_name: `@{MARTS}.dim_releases` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: release_id."
    sql: to_json_string(struct(${TABLE}.release_id)) ;;
  }

  dimension: release_id {
    type: string
    description: "Id of the release."
    sql: ${TABLE}.release_id ;;
  }

  dimension: name {
    type: string
    description: "Its name."
    sql: ${TABLE}.name ;;
  }

  dimension: kind {
    type: string
    description: "tool, operation, content or product."
    sql: ${TABLE}.kind ;;
  }

  dimension: hypothesis {
    type: string
    description: "What it was expected to improve."
    sql: ${TABLE}.hypothesis ;;
  }

  dimension_group: released_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "When it was released, UTC."
    sql: ${TABLE}.released_at ;;
  }

  dimension_group: first_enabled_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "First roll-out to a team, UTC."
    sql: ${TABLE}.first_enabled_at ;;
  }

  dimension_group: last_enabled_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "Last roll-out to a team, UTC."
    sql: ${TABLE}.last_enabled_at ;;
  }

  dimension: team_count {
    type: number
    description: "Teams it was rolled out to by name."
    sql: ${TABLE}.team_count ;;
  }
}
