# How the runs of the project ended.
view: +fct_dbt_runs {
  measure: runs {
    type: count
    description: "dbt commands that built or tested something."
    value_format_name: decimal_0
  }

  measure: troubled_runs {
    type: count
    description: "Runs that failed or were cut short."
    filters: [run_status: "-succeeded"]
    value_format_name: decimal_0
  }

  measure: troubled_share {
    type: number
    description: "Runs that failed or were cut short / runs."
    sql: ${troubled_runs} / nullif(${runs}, 0) ;;
    value_format_name: percent_1
  }

  measure: run_minutes {
    type: sum
    description: "Minutes of the runs that came to an end, added up."
    sql: ${TABLE}.duration_seconds / 60 ;;
    value_format_name: decimal_1
  }

  measure: failed_tests {
    type: sum
    description: "Tests that found rows."
    sql: ${TABLE}.fail_count ;;
    value_format_name: decimal_0
  }

  measure: failed_nodes_count {
    type: sum
    description: "Models, seeds and tests that could not be run."
    sql: ${TABLE}.error_count ;;
    value_format_name: decimal_0
  }

  measure: warnings {
    type: sum
    description: "Tests that found rows, and only warn."
    sql: ${TABLE}.warn_count ;;
    value_format_name: decimal_0
  }

  measure: models_built {
    type: sum
    description: "Models that runs came to."
    sql: ${TABLE}.model_count ;;
    value_format_name: decimal_0
  }

  measure: nodes_skipped {
    type: sum
    description: "Models and tests that were skipped because of others."
    sql: ${TABLE}.skip_count ;;
    value_format_name: decimal_0
  }
}
