{#- Rules that every base model shares; each expects the columns that it names in the surrounding CTE. -#}

{#- BOOL: a server's time lies more than an hour after the row itself was loaded, which cannot be. -#}
{% macro is_after_loading(timestamp, loaded_at='loaded_at') -%}
    ({{ microseconds_between(loaded_at, timestamp) }} > 3600000000)
{%- endmacro %}

{#- STRING: kept, duplicate or quarantined; every delivered row is exactly one of them. -#}
{% macro row_status() -%}
    case
        when reject_reason is not null then 'quarantined'
        when copy_number > 1 then 'duplicate'
        else 'kept'
    end
{%- endmacro %}

{#- TIMESTAMP: no row can have been loaded later than this; a day is left for clocks that disagree. -#}
{% macro latest_believed() -%}
    {{ timestamp_at(epoch_microseconds(run_started()) ~ " + 86400000000") }}
{%- endmacro %}
