{#-
    What the two engines spell differently, and nothing else. Types need no macro: both know string, int64, float64,
    bool, date and timestamp. The project's plugin teaches DuckDB the names float64, unix_micros (INT64 microseconds
    from 1970-01-01 UTC to a timestamp) and timestamp_micros (the inverse).
-#}

{#- TIMESTAMP: what a clock on the wall of a time zone shows, written as if it were UTC. -#}
{% macro wall_clock_in(timestamp, time_zone) -%}
    {{ return(adapter.dispatch('wall_clock_in', 'cs_productivity')(timestamp, time_zone)) }}
{%- endmacro %}
{% macro default__wall_clock_in(timestamp, time_zone) -%}
    (({{ timestamp }} at time zone 'UTC') at time zone {{ time_zone }})
{%- endmacro %}
{% macro bigquery__wall_clock_in(timestamp, time_zone) -%}
    timestamp(datetime({{ timestamp }}, {{ time_zone }}))
{%- endmacro %}

{#- TIMESTAMP: the instant at which a date begins in the reporting time zone. -#}
{% macro day_start(date) -%}
    {{ return(adapter.dispatch('day_start', 'cs_productivity')(date)) }}
{%- endmacro %}
{% macro default__day_start(date) -%}
    ((cast({{ date }} as timestamp) at time zone '{{ var("reporting_timezone") }}') at time zone 'UTC')
{%- endmacro %}
{% macro bigquery__day_start(date) -%} timestamp({{ date }}, '{{ var("reporting_timezone") }}') {%- endmacro %}

{#- A row source to cross join: the whole numbers from first to last, in a column of the given name. -#}
{% macro unnest_integers(first, last, name) -%}
    {{ return(adapter.dispatch('unnest_integers', 'cs_productivity')(first, last, name)) }}
{%- endmacro %}
{% macro default__unnest_integers(first, last, name) -%}
    unnest(generate_series({{ first }}, {{ last }})) as {{ name }}_series ({{ name }})
{%- endmacro %}
{% macro bigquery__unnest_integers(first, last, name) -%}
    unnest(generate_array({{ first }}, {{ last }})) as {{ name }}
{%- endmacro %}

{#- STRING: 128 bits of SHA-256 over salt and identifier, as 32 hex digits; null stays null. -#}
{% macro salted_key(salt, identifier) -%}
    {{ return(adapter.dispatch('salted_key', 'cs_productivity')(salt, identifier)) }}
{%- endmacro %}
{% macro default__salted_key(salt, identifier) -%}
    substr(sha256({{ salt }} || '|' || {{ identifier }}), 1, 32)
{%- endmacro %}
{% macro bigquery__salted_key(salt, identifier) -%}
    substr(to_hex(sha256({{ salt }} || '|' || {{ identifier }})), 1, 32)
{%- endmacro %}

{#- BOOL: a text is JSON; null for null. -#}
{% macro is_json(text) -%}
    {{ return(adapter.dispatch('is_json', 'cs_productivity')(text)) }}
{%- endmacro %}
{% macro default__is_json(text) -%} json_valid({{ text }}) {%- endmacro %}
{% macro bigquery__is_json(text) -%}
    case when {{ text }} is not null then safe.parse_json({{ text }}) is not null end
{%- endmacro %}

{#- The smaller (the larger) of two values, of which one may be missing: the engines' own functions differ on nulls. -#}
{% macro smaller_of(one, other) -%} least(coalesce({{ one }}, {{ other }}), coalesce({{ other }}, {{ one }})) {%- endmacro %}
{% macro larger_of(one, other) -%} greatest(coalesce({{ one }}, {{ other }}), coalesce({{ other }}, {{ one }})) {%- endmacro %}

{#- STRING: a value of a JSON text by its name; null where there is none. -#}
{% macro json_text(text, name) -%}
    {{ return(adapter.dispatch('json_text', 'cs_productivity')(text, name)) }}
{%- endmacro %}
{% macro default__json_text(text, name) -%} json_extract_string({{ text }}, '$.{{ name }}') {%- endmacro %}
{% macro bigquery__json_text(text, name) -%} json_value({{ text }}, '$.{{ name }}') {%- endmacro %}

{#-
    Where a raw row came from, which of its columns could not be cast (comma-separated), and what it is taken in by: a
    file on DuckDB, a day of loading on BigQuery, where raw tables are typed when they are loaded.
-#}
{% macro landing_columns(relation) -%}
    {{ return(adapter.dispatch('landing_columns', 'cs_productivity')(relation)) }}
{%- endmacro %}
{% macro default__landing_columns(relation) -%}
    {{ relation }}._failed_columns as failed_columns,
    {{ relation }}._file_path as landing_unit,
    {{ relation }}._file_path as file_path,
    {{ relation }}._file_row as file_row
{%- endmacro %}
{% macro bigquery__landing_columns(relation) -%}
    cast(null as string) as failed_columns,
    coalesce(cast(cast({{ relation }}.loaded_at as date) as string), 'none') as landing_unit,
    cast(null as string) as file_path,
    cast(null as int64) as file_row
{%- endmacro %}

{#- Config: how a large table is laid out on BigQuery; on DuckDB `stored_by` does it. -#}
{% macro partition_by_day(column) -%}
    {{ return(adapter.dispatch('partition_by_day', 'cs_productivity')(column)) }}
{%- endmacro %}
{% macro default__partition_by_day(column) -%} {{ return(none) }} {%- endmacro %}
{% macro bigquery__partition_by_day(column) -%}
    {{ return({'field': column, 'data_type': 'date', 'granularity': 'day'}) }}
{%- endmacro %}

{#-
    The end of the model of a large table: all of history is stored by a date. DuckDB then reads only the rows around the
    dates that an increment asks for, where joins and windows would leave each date's rows all over the table. BigQuery
    has partitions, and sorts no large result.
-#}
{% macro stored_by(date) -%}
    {{ return(adapter.dispatch('stored_by', 'cs_productivity')(date)) }}
{%- endmacro %}
{% macro default__stored_by(date) -%}
    {%- if not is_increment() -%} order by {{ date }} {%- endif -%}
{%- endmacro %}
{% macro bigquery__stored_by(date) -%} {%- endmacro %}
