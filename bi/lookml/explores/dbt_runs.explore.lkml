# Whether the figures are built as they should be.
explore: dbt_runs {
  view_name: fct_dbt_runs
  label: "Runs of the project"
  description: "One row per dbt command that built or tested something, before the one that published this. Times are of UTC."
}
