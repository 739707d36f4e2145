# The tickets themselves, for the restricted model alone.
view: +fct_tickets {
  measure: agents {
    type: count_distinct
    description: "Agents who completed tickets, or acted on them last."
    sql: ${agent_key} ;;
    value_format_name: decimal_0
  }

  measure: customers {
    type: count_distinct
    description: "Customers."
    sql: ${customer_key} ;;
    value_format_name: decimal_0
  }
}
