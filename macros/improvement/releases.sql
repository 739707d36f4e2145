{#- How many weeks before and after a release are compared at most. -#}
{% macro release_window_weeks() -%} {{ return(8) }} {%- endmacro %}

{#- How many weeks before a release no other one may have reached an agent who is compared. -#}
{% macro least_clean_weeks() -%} {{ return(4) }} {%- endmacro %}

{% macro day_microseconds() -%} 86400000000 {%- endmacro %}
{% macro week_microseconds() -%} 604800000000 {%- endmacro %}

{#- INT64 millionths of the natural logarithm of seconds, of which there is at least one. -#}
{% macro log_millionths(microseconds) -%}
cast(round(ln(greatest({{ microseconds }}, 1000000) / 1000000) * 1000000) as int64)
{%- endmacro %}
