# The newest release of each date: joined by an equality of dates, since BigQuery has no outer join on a range. It puts
# figures on either side of a release; whether the release moved them is what the releases explore tells.
view: release_calendar {
  label: "Releases"
  derived_table: {
    sql:
      with begun as (
        select
          release_id,
          released_at,
          -- one that is older than the calendar holds from the calendar's first date on
          greatest(
            date(coalesce(first_enabled_at, released_at), '@{REPORTING_TIMEZONE}'),
            (select min(first.calendar_date) from ${dim_dates.SQL_TABLE_NAME} as first)
          ) as begun_date
        from ${dim_releases.SQL_TABLE_NAME}
      ),

      ranked as (
        select
          begun_date,
          release_id,
          row_number() over (partition by begun_date order by released_at desc, release_id desc) as place
        from begun
      )

      select
        dates.calendar_date,
        last_value(ranked.release_id ignore nulls) over (
          order by dates.calendar_date rows between unbounded preceding and current row
        ) as release_id
      from ${dim_dates.SQL_TABLE_NAME} as dates
      left join ranked
        on dates.calendar_date = ranked.begun_date and ranked.place = 1 ;;
  }

  dimension: row_key {
    primary_key: yes
    hidden: yes
    type: string
    description: "Tells the rows apart: calendar_date."
    sql: to_json_string(struct(${TABLE}.calendar_date)) ;;
  }

  dimension_group: calendar {
    hidden: yes
    type: time
    datatype: date
    convert_tz: no
    timeframes: [raw, date]
    description: "The date."
    sql: ${TABLE}.calendar_date ;;
  }

  dimension: release_id {
    hidden: yes
    type: string
    description: "The release that was newest on the date, by its first roll-out to a team."
    sql: ${TABLE}.release_id ;;
  }
}
