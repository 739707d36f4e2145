# Per agent: for the restricted model alone.
view: +dim_agents {
  dimension: agent_version_key {
    hidden: yes
  }

  measure: agents {
    type: count_distinct
    description: "Agents."
    sql: ${agent_key} ;;
    value_format_name: decimal_0
  }

  measure: current_agents {
    type: count_distinct
    description: "Agents whose version holds now, machines left out."
    filters: [is_current: "yes", is_system: "no"]
    sql: ${agent_key} ;;
    value_format_name: decimal_0
  }
}
