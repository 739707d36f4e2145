{#-
    The days that a delivery is about, spelled out: only literal dates keep both engines from reading the whole history
    of a log when its ids are looked up.
-#}
{% macro delivered_dates(delivered, column) -%}
    {%- set query -%}
        select distinct cast({{ column }} as date) as delivered_date
        from {{ delivered }}
        where reject_reason is null
        order by delivered_date
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | list) }}
{%- endmacro %}

{#- BOOL: a known row's date is one that the delivery is about; true where nothing is there to be asked. -#}
{% macro is_delivered_date(date, delivered, column) -%}
    {%- if not execute or not is_building() or model.resource_type == 'unit_test' -%}
        true
    {%- else -%}
        {{ date }} in (
            {%- for delivered_date in delivered_dates(delivered, column) or ['0001-01-01'] -%}
                date '{{ delivered_date }}' {{- ', ' if not loop.last }}
            {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}

{#- Config: dbt's own statement looks for rows to replace on these days only. -#}
{% macro on_delivered_dates(date, delivered, column) -%}
    {%- set target = adapter.dispatch('replaced_rows', 'cs_productivity')() -%}
    {{ return([is_delivered_date(target ~ '.' ~ date, delivered, column)] if is_increment() else none) }}
{%- endmacro %}
{% macro default__replaced_rows() -%} {{ return('DBT_INTERNAL_DEST') }} {%- endmacro %}
{% macro duckdb__replaced_rows() -%} {{ return('DBT_INCREMENTAL_TARGET') }} {%- endmacro %}
