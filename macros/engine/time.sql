{#- Rules about time that many models share; built from the engine macros, the same on both engines. -#}

{#- INT64 microseconds from one timestamp to a later one. -#}
{% macro microseconds_between(earlier, later) -%}
    (unix_micros({{ later }}) - unix_micros({{ earlier }}))
{%- endmacro %}

{#- INT64 whole seconds, rounded up, from one timestamp to a later one; 0 where the order is the other way round. -#}
{% macro whole_seconds_between(earlier, later) -%}
    cast(ceil(greatest({{ microseconds_between(earlier, later) }}, 0) / 1000000) as int64)
{%- endmacro %}

{#- TIMESTAMP: what a clock on the wall of the reporting time zone shows, written as if it were UTC. -#}
{% macro wall_clock(timestamp) -%} {{ wall_clock_in(timestamp, "'" ~ var("reporting_timezone") ~ "'") }} {%- endmacro %}

{#- DATE of a timestamp in the reporting time zone. -#}
{% macro local_date(timestamp) -%}
    cast({{ wall_clock(timestamp) }} as date)
{%- endmacro %}

{#-
    TIMESTAMP at which the interval around a timestamp begins. The wall clock's remainder is taken off the instant
    itself, so the hour that daylight saving repeats keeps its two sets of intervals.
-#}
{% macro interval_start(timestamp) -%}
    timestamp_micros(
        unix_micros({{ timestamp }}) - mod(unix_micros({{ wall_clock(timestamp) }}), {{ interval_microseconds() }})
    )
{%- endmacro %}

{% macro interval_microseconds() -%} {{ var("interval_minutes") * 60000000 }} {%- endmacro %}

{#- FLOAT64 seconds of exact INT64 microseconds. -#}
{% macro seconds(microseconds) -%} cast({{ microseconds }} as float64) / 1e6 {%- endmacro %}

{#- TIMESTAMP: when this run began, and the earliest server time that is believed. -#}
{% macro run_started() -%} timestamp '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' {%- endmacro %}
{% macro earliest_believed() -%} timestamp '1990-01-01 00:00:00' {%- endmacro %}

{#- INT64 microseconds after which a login that no logout ended tells nothing more. -#}
{% macro longest_login_us() -%} 57600000000 {%- endmacro %}

{#- INT64 epoch microseconds of 2200-01-01: later than anything that is believed. -#}
{% macro end_of_time_us() -%} 7258118400000000 {%- endmacro %}

{#- INT64 microseconds of the longest call that any channel's parameters believe. -#}
{% macro longest_call_us() -%} 86400000000 {%- endmacro %}

{#- INT64 microseconds that a plan is believed: a leave without an end is often written as one until 9999. -#}
{% macro longest_plan_us() -%} 63072000000000 {%- endmacro %}

{#- DATE so many days after another one; before it, where the number is negative. -#}
{% macro days_after(date, days) -%}
    cast({{ dbt.dateadd('day', days, date) }} as date)
{%- endmacro %}

{#- Days within which what a client did may be received: a request is told from another one of its number by them. -#}
{% macro longest_delivery_days() -%} {{ return(7) }} {%- endmacro %}

{#- INT64 that tells two times of a client apart by what its clock may have drifted in between: 1 in 5,000. -#}
{% macro client_drift(client_us) -%} cast(floor({{ client_us }} / 5000) as int64) {%- endmacro %}

{#- DATE: the first day of a date's month. -#}
{% macro month_start(date) -%} cast({{ dbt.date_trunc('month', date) }} as date) {%- endmacro %}

{#- INT64: 1 for a Monday to 7 for a Sunday; 1 January 1900 was a Monday. -#}
{% macro iso_weekday_number(date) -%}
    (mod({{ dbt.datediff("date '1900-01-01'", date, 'day') }}, 7) + 1)
{%- endmacro %}

{#- STRING: the weekday of a date, as the seeds write it. -#}
{% macro weekday_name(date) -%}
    case {{ iso_weekday_number(date) }}
        when 1 then 'monday'
        when 2 then 'tuesday'
        when 3 then 'wednesday'
        when 4 then 'thursday'
        when 5 then 'friday'
        when 6 then 'saturday'
        when 7 then 'sunday'
    end
{%- endmacro %}

{#- Days after the run's date for which volume is forecast and heads are worked out. -#}
{% macro forecast_days() -%} {{ return(28) }} {%- endmacro %}

{#- Days before the run's date whose volume forecasts are made from, and whose handling time they are planned with. -#}
{% macro forecast_history_days() -%} {{ return(182) }} {%- endmacro %}
{% macro of_late_days() -%} {{ return(56) }} {%- endmacro %}
