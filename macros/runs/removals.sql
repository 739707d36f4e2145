{#-
    Rows that were taken out of the raw tables for good. `python -m cs_productivity erase` writes down which, without a
    run's number: the next run takes them as its own, and they are forgotten when it has completed.
-#}
{% macro removed_rows_table() -%}
    {{ return(api.Relation.create(database=target.database, schema=built_schema('audit'), identifier='removed_rows')) }}
{%- endmacro %}

{#- As part of the start of a run. -#}
{% macro take_in_removals(run_number, complete_run, adds) -%}
    {%- do run_query(
        'create table if not exists ' ~ removed_rows_table()
        ~ ' (source_name string, row_key string, row_date date, built_in_run int64)'
    ) -%}
    {%- if changes_models() -%}
        {#- history that is made anew knows of no row that is gone -#}
        {%- set done = 'built_in_run <= ' ~ complete_run if adds else 'true' -%}
        {%- do run_query('delete from ' ~ removed_rows_table() ~ ' where ' ~ done) -%}
        {%- do run_query(
            'update ' ~ removed_rows_table() ~ ' set built_in_run = ' ~ run_number ~ ' where built_in_run is null'
        ) -%}
    {%- endif -%}
{%- endmacro %}

{#- BOOL: a removal is for this run to carry out, and is about rows of a raw table. -#}
{% macro is_removed_from(removed, source_name) -%}
    {{ removed }}.source_name = '{{ source_name }}' and {{ is_new(removed) }}
{%- endmacro %}

{#- As a pre-hook: all versions of things that were taken back go, before what has landed since is put in. -#}
{% macro take_out_taken_back(source_name, key) -%}
    {%- if is_increment() -%}
        {%- set taken_back = ref('stg_audit__versions_taken_back') -%}
        {{ take_out_matching(
            taken_back,
            "touched.source_name = '" ~ source_name ~ "' and touched.built_in_run = " ~ run_number()
            ~ ' and touched.row_key = ' ~ key
        ) }}
    {%- endif -%}
{%- endmacro %}
