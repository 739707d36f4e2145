{#-
    One row per dbt command that builds something: what ran, by which rules, and how it ended. The row is written when
    the run starts, so that a run that was cut short is known by its missing end. Commands that change models are
    numbered runs. A run is complete when every model that keeps history was built without an error or a failed test;
    what landed since the last complete run is new.
-#}
{% macro is_building() -%}
    {{ return(flags.WHICH in ['build', 'run', 'test', 'seed', 'snapshot', 'retry']) }}
{%- endmacro %}

{% macro changes_models() -%} {{ return(flags.WHICH in ['build', 'run', 'retry']) }} {%- endmacro %}

{% macro begin_run() -%}
    {%- if execute and is_building() -%}
        {%- do adapter.create_schema(invocations_table()) -%}
        {%- set table_of_runs -%}
            create table if not exists {{ invocations_table() }} (
                invocation_id string,
                run_number int64,
                command string,
                variables string,
                rules string,
                is_full bool,
                is_complete bool,
                started_at timestamp,
                finished_at timestamp,
                model_count int64,
                error_count int64,
                fail_count int64,
                warn_count int64,
                skip_count int64,
                failed_nodes string
            )
        {%- endset -%}
        {%- do run_query(table_of_runs) -%}
        {#- warehouses made before it was told what failed -#}
        {%- do run_query(
            'alter table ' ~ invocations_table() ~ ' add column if not exists failed_nodes string'
        ) -%}
        {%- set last = last_runs() -%}
        {%- set adds = last.has_history and not flags.FULL_REFRESH -%}
        {%- do take_in_removals(last.run_number + 1, last.complete_run, adds) -%}
        {%- set landing = land_raw_tables(last.run_number + 1, last.complete_run if adds else 0) -%}
        {%- set rules = rules_of_history() -%}
        {%- if changes_models() and adds -%}
            {%- do refuse_stale_history(landing.stale_because, rules_of_run(last.complete_run), rules) -%}
            {%- do say_what_is_new(landing.new_file_count, last) -%}
        {%- else -%}
            {%- for sentence in landing.stale_because -%}
                {%- do log(sentence, info=true) -%}
            {%- endfor -%}
            {%- if changes_models() and not last.has_history -%}
                {%- do drop_unfinished_history() -%}
            {%- endif -%}
        {%- endif -%}
        {%- set variables = {} -%}
        {%- for name in variable_names() -%}
            {%- do variables.update({name: var(name)}) -%}
        {%- endfor -%}
        insert into {{ invocations_table() }} (
            invocation_id, run_number, command, variables, rules, is_full, is_complete, started_at
        ) values (
            '{{ invocation_id }}', {{ last.run_number + 1 if changes_models() else 'null' }}, '{{ flags.WHICH }}',
            '{{ tojson(variables) }}', '{{ tojson(rules) }}', {{ changes_models() and not adds }}, false,
            {{ run_started() }}
        )
    {%- endif -%}
{%- endmacro %}

{% macro end_run(results) -%}
    {%- if execute and is_building() -%}
        {%- set statuses = results | map(attribute='status') | map('string') | list -%}
        {%- set models = results | selectattr('node.resource_type', 'equalto', 'model') | list -%}
        {%- set troubles = statuses | select('in', ['error', 'runtime error', 'fail', 'skipped', 'partial success']) -%}
        {%- set failed = [] -%}
        {%- for result in results if result.status | string in ['error', 'runtime error', 'fail'] -%}
            {%- do failed.append(result.node.name) -%}
        {%- endfor -%}
        {%- set built = models | map(attribute='node.unique_id') | list -%}
        {%- set missing = history_models() | map(attribute='unique_id') | reject('in', built) | list -%}
        update {{ invocations_table() }}
        set
            finished_at = timestamp '{{ modules.datetime.datetime.now(modules.pytz.utc).strftime("%Y-%m-%d %H:%M:%S") }}',
            is_complete = {{
                changes_models() and not flags.EMPTY
                and troubles | list | length == 0 and missing | length == 0
            }},
            model_count = {{ models | length }},
            error_count = {{ statuses | select('in', ['error', 'runtime error']) | list | length }},
            fail_count = {{ statuses | select('equalto', 'fail') | list | length }},
            warn_count = {{ statuses | select('equalto', 'warn') | list | length }},
            skip_count = {{ statuses | select('equalto', 'skipped') | list | length }},
            failed_nodes = {{ "'" ~ failed[:10] | join(', ') ~ "'" if failed else 'null' }}
        where invocation_id = '{{ invocation_id }}'
    {%- endif -%}
{%- endmacro %}

{% macro invocations_table() -%}
    {{ return(api.Relation.create(database=target.database, schema=built_schema('audit'), identifier='dbt_invocations')) }}
{%- endmacro %}

{#-
    The numbers of the newest run and of the last complete one, 0 where none; and whether there is history to add to:
    no run since the complete one has begun it anew. Every incremental model asks, so it is one small query.
-#}
{% macro last_runs() -%}
    {%- set query -%}
        select
            coalesce(max(run_number), 0) as run_number,
            coalesce(max(case when is_complete then run_number end), 0) as complete_run,
            coalesce(max(case when is_full then run_number end), 0) as full_run
        from {{ invocations_table() }}
    {%- endset -%}
    {%- set row = run_query(query).rows[0] -%}
    {%- set run_number, complete_run, full_run = row[0] | int, row[1] | int, row[2] | int -%}
    {{ return({
        'run_number': run_number,
        'complete_run': complete_run,
        'has_history': complete_run > 0 and complete_run >= full_run
    }) }}
{%- endmacro %}

{#- The rules by which a run built history, as JSON. -#}
{% macro rules_of_run(run_number) -%}
    {%- set query = 'select rules from ' ~ invocations_table() ~ ' where run_number = ' ~ run_number -%}
    {{ return(run_query(query).rows[0][0]) }}
{%- endmacro %}

{% macro say_what_is_new(new_file_count, last) -%}
    {%- if new_file_count == 0 and last.complete_run == last.run_number -%}
        {%- do log('Nothing has landed since run ' ~ last.complete_run ~ ': no history is rebuilt.', info=true) -%}
    {%- elif new_file_count is not none -%}
        {%- do log('New since run ' ~ last.complete_run ~ ': ' ~ new_file_count ~ ' file'
            ~ ('' if new_file_count == 1 else 's') ~ '.', info=true) -%}
    {%- endif -%}
{%- endmacro %}
