{#-
    Runs before a build. On DuckDB it looks at the landing zone and makes the views raw.<table> over exactly the files
    that this run reads; on BigQuery the raw tables are there already. Sources are plain tables on both. Returned is
    what is new and what of it cannot be added to history.
-#}
{% macro land_raw_tables(run_number, complete_run) %}
    {{ return(adapter.dispatch('land_raw_tables', 'cs_productivity')(run_number, complete_run)) }}
{% endmacro %}

{% macro duckdb__land_raw_tables(run_number, complete_run) %}
    {#- landing_plan and project_salt are SQL functions of cs_productivity.duckdb_plugin -#}
    {% set query %}
        select landing_plan(
            coalesce(cast(to_json(list(landed_files)) as varchar), '[]'), {{ run_number }}, {{ complete_run }}
        ) as plan
        from raw.landed_files
    {% endset %}
    {% set plan = fromjson(run_query(query).columns['plan'].values()[0]) %}
    {% for message in plan.messages %}
        {% do log(message, info=true) %}
    {% endfor %}
    {% if plan.error %}
        {% do exceptions.raise_compiler_error(plan.error) %}
    {% endif %}
    {#- history that cannot be added to must stay as it is until someone refreshes it -#}
    {% if not (plan.stale_because and complete_run) %}
        {% for statement in plan.statements %}
            {% do run_query(statement) %}
        {% endfor %}
    {% endif %}
    {{ return({'new_file_count': plan.new_file_count, 'stale_because': plan.stale_because}) }}
{% endmacro %}

{#- Outside of a run the raw tables show every file. -#}
{% macro duckdb__show_all_raw_tables() %}
    {% for node in graph.sources.values() if node.source_name == 'raw' %}
        {% do run_query('create or replace view raw.' ~ node.name ~ ' as select * from landed.' ~ node.name) %}
    {% endfor %}
{% endmacro %}
{% macro default__show_all_raw_tables() %}{% endmacro %}

{#-
    On BigQuery a day of loading is what a file is on DuckDB: raw tables are append-only, so a day with another number
    of rows than a run has read has rows that are new.
-#}
{% macro default__land_raw_tables(run_number, complete_run) %}
    {% do adapter.create_schema(landed_days_table()) %}
    {% do run_query(
        'create table if not exists ' ~ landed_days_table()
        ~ ' (source_name string, loaded_date date, row_count int64, landed_in_run int64)'
    ) %}
    {% set counted = [] %}
    {% for node in graph.sources.values() if node.source_name == 'raw' %}
        {% do counted.append(
            "select '" ~ node.name ~ "' as source_name, cast(loaded_at as date) as loaded_date, count(*) as row_count "
            ~ 'from ' ~ source('raw', node.name) ~ ' group by cast(loaded_at as date)'
        ) %}
    {% endfor %}
    {% set query %}
        select counted.source_name, counted.loaded_date, counted.row_count
        from ({{ counted | join(' union all ') }}) as counted
        left join {{ landed_days_table() }} as known
            on
                counted.source_name = known.source_name
                and coalesce(counted.loaded_date, date '1900-01-01') = coalesce(known.loaded_date, date '1900-01-01')
        where known.row_count is null or known.row_count <> counted.row_count
    {% endset %}
    {% set changed = run_query(query).rows %}
    {% for row in changed %}
        {% set day = "date '" ~ row[1] ~ "'" if row[1] else 'cast(null as date)' %}
        {% do run_query(
            'delete from ' ~ landed_days_table() ~ " where source_name = '" ~ row[0] ~ "' and loaded_date is not distinct from "
            ~ day
        ) %}
        {% do run_query(
            'insert into ' ~ landed_days_table() ~ " values ('" ~ row[0] ~ "', " ~ day ~ ', ' ~ row[2] ~ ', ' ~ run_number ~ ')'
        ) %}
    {% endfor %}
    {{ return({'new_file_count': none, 'stale_because': []}) }}
{% endmacro %}

{% macro landed_days_table() -%}
    {{ return(api.Relation.create(database=target.database, schema='audit', identifier='landed_days')) }}
{%- endmacro %}

{#- SQL: a raw row is of those that this run reads. On DuckDB the view raw.<table> holds no others. -#}
{% macro is_of_this_run(relation, table) -%}
    {{ return(adapter.dispatch('is_of_this_run', 'cs_productivity')(relation, table)) }}
{%- endmacro %}
{% macro duckdb__is_of_this_run(relation, table) -%} true {%- endmacro %}
{% macro default__is_of_this_run(relation, table) -%}
    {%- if not is_increment() -%}
        true
    {%- else -%}
        {%- set query -%}
            select distinct loaded_date from {{ landed_days_table() }}
            where source_name = '{{ table }}' and landed_in_run > {{ last_complete_run() }} and loaded_date is not null
        {%- endset -%}
        {%- set days = run_query(query).columns[0].values() if execute and is_building() else [] -%}
        {%- if days | length == 0 -%}
            false
        {%- else -%}
            cast({{ relation }}.loaded_at as date) in (
                {%- for day in days %}date '{{ day }}'{{ ', ' if not loop.last }}{% endfor -%}
            )
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- STRING: what a row is taken in by, a file on DuckDB, a day of loading on BigQuery. -#}
{% macro landing_unit() -%}
    {{ return(adapter.dispatch('landing_unit', 'cs_productivity')()) }}
{%- endmacro %}
{% macro duckdb__landing_unit() -%} file_path {%- endmacro %}
{% macro default__landing_unit() -%} coalesce(cast(cast(loaded_at as date) as string), 'none') {%- endmacro %}

{#- SQL, for take_out: the row came from files or days of loading that this run takes in again. -#}
{% macro is_taken_in_again(relation, source_name) -%}
    {{ return(adapter.dispatch('is_taken_in_again', 'cs_productivity')(relation, source_name)) }}
{%- endmacro %}
{% macro duckdb__is_taken_in_again(relation, source_name) -%}
    {{ relation }}.built_in_run > {{ last_complete_run() }}
{%- endmacro %}
{% macro default__is_taken_in_again(relation, source_name) -%}
    {{ relation }}.built_in_run > {{ last_complete_run() }}
    or {{ source_name }} || ' ' || {{ relation }}.landing_unit in (
        select source_name || ' ' || coalesce(cast(loaded_date as string), 'none')
        from {{ landed_days_table() }}
        where landed_in_run > {{ last_complete_run() }}
    )
{%- endmacro %}
