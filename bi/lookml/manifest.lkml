project_name: "cs_productivity"

# What an installation sets: each can be overridden by a project that imports this one.

# the name of the BigQuery connection in Looker; its service account is one of the marts' readers
constant: CONNECTION {
  value: "cs_productivity"
  export: override_optional
}

# the connection of the restricted model: its service account may also read what is about single agents
constant: RESTRICTED_CONNECTION {
  value: "cs_productivity_restricted"
  export: override_optional
}

# the marts' dataset; with the project before it where that is not the connection's own: my-project.marts
constant: MARTS {
  value: "marts"
  export: override_optional
}

# the same as the dbt variable reporting_timezone
constant: REPORTING_TIMEZONE {
  value: "Asia/Tokyo"
  export: override_optional
}

# the same as the dbt variable interval_minutes
constant: INTERVAL_MINUTES {
  value: "30"
  export: override_optional
}
