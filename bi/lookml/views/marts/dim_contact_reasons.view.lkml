# Written by bi/lookml/generate.py from models/marts/dimensions/dim_contact_reasons.yml: change that, not this.
# One row per contact_reason.
view: dim_contact_reasons {
  label: "Contact reasons"
  sql_table_name: `@{MARTS}.dim_contact_reasons` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: contact_reason."
    sql: to_json_string(struct(${TABLE}.contact_reason)) ;;
  }

  dimension: contact_reason {
    type: string
    description: "Why the customer wrote or called; unknown where the ticket has none."
    sql: ${TABLE}.contact_reason ;;
  }

  dimension: contact_reason_group {
    type: string
    description: "What the reason is a kind of."
    sql: ${TABLE}.contact_reason_group ;;
  }

  dimension: is_described {
    type: yesno
    description: "The reason has a row in the seed."
    sql: ${TABLE}.is_described ;;
  }
}
