{#- Rules that every base model shares; each expects the columns that it names in the surrounding CTE. -#}

{#- BOOL: a server's time lies more than an hour after the row itself was loaded, which cannot be. -#}
{% macro is_after_loading(timestamp, loaded_at='loaded_at') -%}
    ({{ microseconds_between(loaded_at, timestamp) }} > 3600000000)
{%- endmacro %}

{#- TIMESTAMP: no row can have been loaded later than this; a day is left for clocks that disagree. -#}
{% macro latest_believed() -%}
    timestamp_micros(unix_micros({{ run_started() }}) + 86400000000)
{%- endmacro %}

{#-
    STRING: the same for rows that say the same in these columns, whenever they were delivered. Columns whose names end in
    _at are timestamps, which the engines write as different texts.
-#}
{% macro content_id(columns) -%}
    {%- set texts = [] -%}
    {%- for column in columns -%}
        {%- set value = 'unix_micros(' ~ column ~ ')' if column.endswith('_at') else column -%}
        {%- do texts.append("coalesce(cast(" ~ value ~ " as string), '<null>')") -%}
    {%- endfor -%}
    {{ dbt.hash("concat(" ~ texts | join(", '|', ") ~ ")") }}
{%- endmacro %}
