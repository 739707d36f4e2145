# Written by bi/lookml/generate.py from models/marts/dimensions/dim_channels.yml: change that, not this.
# One row per channel.
view: dim_channels {
  label: "Channels"
  sql_table_name: `@{MARTS}.dim_channels` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: channel."
    sql: to_json_string(struct(${TABLE}.channel)) ;;
  }

  dimension: channel {
    type: string
    description: "Channel of the inquiry (phone, chat, mail, in_app, or an unmapped word as delivered)."
    sql: ${TABLE}.channel ;;
  }

  dimension: style {
    type: string
    description: "continuous, concurrent or deferred."
    sql: ${TABLE}.style ;;
  }

  dimension: answered_by {
    type: string
    description: "What answers an inquiry: opened or replied."
    sql: ${TABLE}.answered_by ;;
  }

  dimension: target_seconds {
    type: number
    description: "Seconds within which an inquiry is to be answered."
    sql: ${TABLE}.target_seconds ;;
  }

  dimension: target_share {
    type: number
    description: "Share of inquiries, 0 to 1, that are to be answered in time."
    sql: ${TABLE}.target_share ;;
  }

  dimension: patience_seconds {
    type: number
    description: "Seconds that customers wait on average before they give up; null where not known."
    sql: ${TABLE}.patience_seconds ;;
  }

  dimension: concurrency {
    type: number
    description: "Chats that an agent holds at once; null where effort is what counts."
    sql: ${TABLE}.concurrency ;;
  }

  dimension: staffed_by {
    type: string
    description: "Staffing model that plans and monthly figures go by."
    sql: ${TABLE}.staffed_by ;;
  }

  dimension: maturity_lag_days {
    type: number
    description: "Days after creation until hardly any work is still to come."
    sql: ${TABLE}.maturity_lag_days ;;
  }

  dimension: max_occupancy {
    type: number
    description: "Share of presence that may be filled with work."
    sql: ${TABLE}.max_occupancy ;;
  }

  dimension: shrinkage {
    type: number
    description: "Share of paid time that is not presence."
    sql: ${TABLE}.shrinkage ;;
  }

  dimension: is_known {
    type: yesno
    description: "The channel has a row of its own in the seed."
    sql: ${TABLE}.is_known ;;
  }
}
