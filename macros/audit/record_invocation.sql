{#-
    One row per dbt command that builds something: what ran, with which vars, and how it ended. The row is written when
    the run starts, so that a run that was cut short is known by its missing end.
-#}
{% macro record_start() -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'test', 'seed', 'snapshot', 'retry'] -%}
        {%- set table = invocations_table() -%}
        {%- do adapter.create_schema(table) -%}
        {%- set variables = {} -%}
        {%- for name in variable_names() -%}
            {%- do variables.update({name: var(name)}) -%}
        {%- endfor -%}
        create table if not exists {{ table }} (
            invocation_id string,
            command string,
            variables string,
            started_at timestamp,
            finished_at timestamp,
            model_count int64,
            error_count int64,
            fail_count int64,
            warn_count int64,
            skip_count int64
        );
        insert into {{ table }} (invocation_id, command, variables, started_at) values (
            '{{ invocation_id }}', '{{ flags.WHICH }}', '{{ tojson(variables) }}', {{ run_started() }}
        );
    {%- endif -%}
{%- endmacro %}

{% macro record_end(results) -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'test', 'seed', 'snapshot', 'retry'] -%}
        {%- set statuses = results | map(attribute='status') | map('string') | list -%}
        {%- set models = results | selectattr('node.resource_type', 'equalto', 'model') | list -%}
        update {{ invocations_table() }}
        set
            finished_at = timestamp '{{ modules.datetime.datetime.now(modules.pytz.utc).strftime("%Y-%m-%d %H:%M:%S") }}',
            model_count = {{ models | length }},
            error_count = {{ statuses | select('in', ['error', 'runtime error']) | list | length }},
            fail_count = {{ statuses | select('equalto', 'fail') | list | length }},
            warn_count = {{ statuses | select('equalto', 'warn') | list | length }},
            skip_count = {{ statuses | select('equalto', 'skipped') | list | length }}
        where invocation_id = '{{ invocation_id }}'
    {%- endif -%}
{%- endmacro %}

{% macro invocations_table() -%}
    {{ return(api.Relation.create(database=target.database, schema='audit', identifier='dbt_invocations')) }}
{%- endmacro %}
