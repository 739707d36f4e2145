# Written by bi/lookml/generate.py from models/marts/dimensions/dim_dates.yml: change that, not this.
# One row per calendar_date, in whole months around everything that happened.
view: dim_dates {
  label: "Dates"
  sql_table_name: `@{MARTS}.dim_dates` ;;

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: calendar_date."
    sql: to_json_string(struct(${TABLE}.calendar_date)) ;;
  }

  dimension_group: calendar {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "The date."
    sql: ${TABLE}.calendar_date ;;
  }

  dimension_group: week_start {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, week, month, quarter, year, day_of_week]
    description: "Monday of its week."
    sql: ${TABLE}.week_start_date ;;
  }

  dimension_group: month_start {
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date, month, quarter, year]
    description: "First day of its month."
    sql: ${TABLE}.month_start_date ;;
  }

  dimension: year_number {
    type: number
    description: "Year."
    sql: ${TABLE}.year_number ;;
  }

  dimension: month_number {
    type: number
    description: "Month, 1 to 12."
    sql: ${TABLE}.month_number ;;
  }

  dimension: iso_weekday_number {
    type: number
    description: "Weekday, 1 Monday to 7 Sunday."
    sql: ${TABLE}.iso_weekday_number ;;
  }

  dimension: is_weekend {
    type: yesno
    description: "Saturday or Sunday."
    sql: ${TABLE}.is_weekend ;;
  }

  dimension: is_holiday {
    type: yesno
    description: "Public holiday of the country that the var holiday_country names."
    sql: ${TABLE}.is_holiday ;;
  }

  dimension: holiday_name {
    type: string
    description: "Name of the holiday in the country's language; null on other dates."
    sql: ${TABLE}.holiday_name ;;
  }
}
