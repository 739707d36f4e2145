{#-
    Models that keep history: the incremental ones. By which rules it was made is remembered with each run, because a
    change of a var, a seed, a model, a macro or a contract makes what was built before it wrong.
-#}
{% macro history_models() -%}
    {{ return(
        graph.nodes.values() | selectattr('resource_type', 'equalto', 'model')
        | selectattr('config.materialized', 'equalto', 'incremental') | list
    ) }}
{%- endmacro %}

{#- What the warehouse has of a model; none where it has nothing. -#}
{% macro relation_of(node) -%}
    {{ return(load_relation(
        api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)
    )) }}
{%- endmacro %}

{#- A sum per thing that history depends on: {"var …": value, "model …": checksum, …}. -#}
{% macro rules_of_history() -%}
    {%- set rules = {} -%}
    {#- these two are read by models that are always built anew -#}
    {%- for name in variable_names() if name not in ['as_of', 'deflection_hours'] -%}
        {%- do rules.update({'the var ' ~ name: var(name) | string}) -%}
    {%- endfor -%}
    {%- set wanted = history_models() | map(attribute='unique_id') | list -%}
    {%- for unique_id in wanted if unique_id in graph.nodes -%}
        {#- the list grows while it is walked: all that these models stand on -#}
        {%- set node = graph.nodes[unique_id] -%}
        {%- do rules.update({'the ' ~ node.resource_type ~ ' ' ~ node.name: node.checksum.checksum[:16]}) -%}
        {%- for parent in node.depends_on.nodes if parent not in wanted -%}
            {%- do wanted.append(parent) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do rules.update(adapter.dispatch('rules_outside_dbt', 'cs_productivity')()) -%}
    {{ return(rules) }}
{%- endmacro %}

{#- What dbt keeps no sum of. On BigQuery no macro tells that it changed: run with full-refresh there after that. -#}
{% macro default__rules_outside_dbt() -%}
    {%- set query = 'select substr(to_hex(sha256(salt)), 1, 16) from ' ~ source('restricted', 'salt') -%}
    {{ return({'the salt': run_query(query).columns[0].values() | join(', ')}) }}
{%- endmacro %}
{% macro duckdb__rules_outside_dbt() -%}
    {%- set query = 'select project_rules(), substr(sha256(project_salt()), 1, 16)' -%}
    {%- set row = run_query(query).rows[0] -%}
    {{ return({'the macros or contracts': row[0][:16], 'the salt': row[1]}) }}
{%- endmacro %}

{% macro refuse_stale_history(stale_because, rules_then, rules_now) -%}
    {%- set reasons = stale_because | list -%}
    {%- set then = fromjson(rules_then) -%}
    {%- set changed = [] -%}
    {%- for name in (then.keys() | list + rules_now.keys() | list) | unique if then.get(name) != rules_now.get(name) -%}
        {%- do changed.append(name) -%}
    {%- endfor -%}
    {%- if changed -%}
        {%- do reasons.append(
            'History was built by other rules (changed: ' ~ changed[:8] | join(', ')
            ~ (' and ' ~ (changed | length - 8) ~ ' more' if changed | length > 8 else '') ~ ').'
        ) -%}
    {%- endif -%}
    {%- for node in history_models() if relation_of(node) is none -%}
        {%- do reasons.append('The warehouse has no ' ~ node.name ~ '.') -%}
    {%- endfor -%}
    {%- if reasons -%}
        {{ refuse(reasons | join(' ') ~ ' What is there cannot be added to: run once with --full-refresh.') }}
    {%- endif -%}
{%- endmacro %}

{#- A first run, or one that began history anew and did not end: dbt would add to what it left. -#}
{% macro drop_unfinished_history() -%}
    {%- for node in history_models() -%}
        {%- set relation = relation_of(node) -%}
        {%- if relation is not none -%}
            {%- do adapter.drop_relation(relation) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
