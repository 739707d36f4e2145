# Written by bi/lookml/generate.py from models/marts/runs/fct_dbt_runs.yml: change that, not this.
# One row per invocation_id: a dbt command that built or tested something, before the present one, and how it ended.
view: fct_dbt_runs {
  label: "Dbt runs"
  sql_table_name: `@{MARTS}.fct_dbt_runs` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: invocation_id."
    sql: to_json_string(struct(${TABLE}.invocation_id)) ;;
  }

  dimension: invocation_id {
    type: string
    description: "dbt's own id of the command, which its logs and jobs on BigQuery carry."
    sql: ${TABLE}.invocation_id ;;
  }

  dimension: run_number {
    hidden: yes
    type: number
    description: "Number of the run among those that change models; null for others, such as dbt test."
    sql: ${TABLE}.run_number ;;
  }

  dimension: command {
    type: string
    description: "build, run, test, seed, snapshot or retry."
    sql: ${TABLE}.command ;;
  }

  dimension_group: started_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "UTC timestamp of its start (whole seconds)."
    sql: ${TABLE}.started_at ;;
  }

  dimension_group: finished_at {
    type: time
    datatype: timestamp
    timeframes: [raw, time, date, week, month]
    description: "UTC timestamp of its end (whole seconds); null where it was cut short."
    sql: ${TABLE}.finished_at ;;
  }

  dimension: duration_seconds {
    hidden: yes
    type: number
    description: "Seconds from start to end."
    sql: ${TABLE}.duration_seconds ;;
  }

  dimension: run_status {
    type: string
    description: "succeeded, failed (a model or a test did) or cut short (it never came to its end)."
    sql: ${TABLE}.run_status ;;
  }

  dimension: is_full_build {
    type: yesno
    description: "Whether all history was built anew."
    sql: ${TABLE}.is_full_build ;;
  }

  dimension: model_count {
    hidden: yes
    type: number
    description: "Models that it came to."
    sql: ${TABLE}.model_count ;;
  }

  dimension: error_count {
    hidden: yes
    type: number
    description: "Models, seeds and tests that could not be run."
    sql: ${TABLE}.error_count ;;
  }

  dimension: fail_count {
    hidden: yes
    type: number
    description: "Tests that found rows."
    sql: ${TABLE}.fail_count ;;
  }

  dimension: warn_count {
    hidden: yes
    type: number
    description: "Tests that found rows, and only warn."
    sql: ${TABLE}.warn_count ;;
  }

  dimension: skip_count {
    hidden: yes
    type: number
    description: "Models and tests that were skipped because of others."
    sql: ${TABLE}.skip_count ;;
  }

  dimension: failed_nodes {
    type: string
    description: "Names of models and tests that failed, with commas, the first ten; null where none did."
    sql: ${TABLE}.failed_nodes ;;
  }
}
