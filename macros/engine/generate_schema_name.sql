{#-
    `marts`, `staging`, … stand literally: every engine has one warehouse per environment (a DuckDB file, a BigQuery
    project). Who shares a project with others has a prefix; raw tables and the salt have none, and are shared.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ built_schema(custom_schema_name | trim) if custom_schema_name else target.schema }}
{%- endmacro %}

{% macro built_schema(name) -%}
    {{ return((env_var('CS_BIGQUERY_PREFIX', '') if target.type == 'bigquery' else '') ~ name) }}
{%- endmacro %}
