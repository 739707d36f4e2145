{#-
    Grants of a mart that has rows per agent: for those in CS_BIGQUERY_AGENT_READERS, and not for CS_BIGQUERY_READERS.
    Where neither is set nothing is granted, and nothing that was granted by hand is taken away. DuckDB has no access control.
-#}
{% macro per_agent_readers() -%}
    {%- set all_readers, readers = env_var('CS_BIGQUERY_READERS', ''), env_var('CS_BIGQUERY_AGENT_READERS', '') -%}
    {%- if target.type == 'bigquery' and (all_readers or readers) -%}
        {{ return({'roles/bigquery.dataViewer': readers.split(',') if readers else []}) }}
    {%- endif -%}
    {{ return({}) }}
{%- endmacro %}
