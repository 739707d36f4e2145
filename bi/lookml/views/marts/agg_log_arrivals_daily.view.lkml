# Written by bi/lookml/generate.py from models/marts/log_quality/agg_log_arrivals_daily.yml: change that, not this.
# One row per source and loaded_date, from the source's first day on to the day of the build's now: how much arrived, and whether that is usual for such a weekday.
view: agg_log_arrivals_daily {
  label: "Log arrivals daily"
  sql_table_name: `@{MARTS}.agg_log_arrivals_daily` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: source, loaded_date."
    sql: to_json_string(struct(${TABLE}.source, ${TABLE}.loaded_date)) ;;
  }

  dimension_group: loaded {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "UTC date of loaded_at."
    sql: ${TABLE}.loaded_date ;;
  }

  dimension: source {
    type: string
    description: "Raw table."
    sql: ${TABLE}.source ;;
  }

  dimension: row_count {
    hidden: yes
    type: number
    description: "Rows delivered, copies included; 0 where nothing came."
    sql: ${TABLE}.row_count ;;
  }

  dimension: usual_low {
    hidden: yes
    type: number
    description: "Rows below which a day is unusual: half of the fewest of the same weekday in the four weeks before; null where fewer than three of these days are known."
    sql: ${TABLE}.usual_low ;;
  }

  dimension: usual_high {
    hidden: yes
    type: number
    description: "Rows above which a day is unusual, twice the most of these days and ten more; null as usual_low."
    sql: ${TABLE}.usual_high ;;
  }

  dimension: arrival_status {
    type: string
    description: "usual, few, many, not known (too little history) or not over (the day of the build's now)."
    sql: ${TABLE}.arrival_status ;;
  }

  dimension: quiet_days {
    hidden: yes
    type: number
    description: "Days in a row, up to this one, on which nothing came."
    sql: ${TABLE}.quiet_days ;;
  }

  dimension: is_last_whole_day {
    type: yesno
    description: "Whether this is the last day that was over at the build's now."
    sql: ${TABLE}.is_last_whole_day ;;
  }
}
