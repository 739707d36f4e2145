{#- `marts`, `staging`, … stand literally: every engine has one warehouse per environment (a DuckDB file, a BigQuery project). -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
