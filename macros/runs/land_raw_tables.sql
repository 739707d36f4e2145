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

{#- Outside of a run on DuckDB the raw tables show every file. -#}
{% macro show_all_raw_tables() %}
    {% if execute and is_building() %}
        {% for node in graph.sources.values() if node.source_name == 'raw' %}
            {% do run_query('create or replace view raw.' ~ node.name ~ ' as select * from landed.' ~ node.name) %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{#-
    On BigQuery a day of loading is what a file is on DuckDB: raw tables are append-only, so a day with another number
    of rows than a run has read has rows that are new. What the warehouse knows of partitions costs no scan.
-#}
{% macro default__land_raw_tables(run_number, complete_run) %}
    {% do adapter.create_schema(landed_days_table()) %}
    {% do run_query(
        'create table if not exists ' ~ landed_days_table()
        ~ ' (source_name string, loaded_date date, row_count int64, landed_in_run int64)'
    ) %}
    {% set tables = graph.sources.values() | selectattr('source_name', 'equalto', 'raw') | map(attribute='name') | list %}
    {% set partitions %}
        from {{ source('raw', tables[0]).include(identifier=false) }}.INFORMATION_SCHEMA.PARTITIONS
        where table_name in ('{{ tables | join("', '") }}')
    {% endset %}
    {% set query %}
        select distinct table_name {{ partitions }}
        and (partition_id is null or (length(partition_id) <> 8 and partition_id not in ('__NULL__', '__UNPARTITIONED__')))
        order by table_name
    {% endset %}
    {% set others = run_query(query).columns[0].values() %}
    {% if others %}
        {{ refuse(
            'Not partitioned by day: ' ~ others | join(', ') ~ '. An increment reads the days of loading that changed: '
            ~ 'create these raw tables as docs/bigquery.md says, with partitions by day of loaded_at.'
        ) }}
    {% endif %}
    {#-
        Rows that were streamed in and lie in no partition yet are new once they do. A day that rows were removed from
        for good is known by the count -1; a day whose partition has expired is left as it was built.
    -#}
    {% do run_query('
        merge into ' ~ landed_days_table() ~ " as known
        using (
            select
                table_name as source_name,
                case when partition_id <> '__NULL__' then parse_date('%Y%m%d', partition_id) end as loaded_date,
                total_rows as row_count
            " ~ partitions ~ "
            and partition_id <> '__UNPARTITIONED__' and total_rows > 0
        ) as counted
            on
                known.source_name = counted.source_name
                and coalesce(known.loaded_date, date '1900-01-01') = coalesce(counted.loaded_date, date '1900-01-01')
        when matched and known.row_count <> counted.row_count then update set
            row_count = counted.row_count, landed_in_run = " ~ run_number ~ "
        when not matched by source and known.row_count = -1 then update set
            row_count = 0, landed_in_run = " ~ run_number ~ "
        when not matched then insert (source_name, loaded_date, row_count, landed_in_run)
            values (counted.source_name, counted.loaded_date, counted.row_count, " ~ run_number ~ ')'
    ) %}
    {{ return({'new_file_count': none, 'stale_because': []}) }}
{% endmacro %}

{% macro landed_days_table() -%}
    {{ return(api.Relation.create(database=target.database, schema=built_schema('audit'), identifier='landed_days')) }}
{%- endmacro %}

{#- SQL: a raw row is of those that this run reads. On DuckDB the view raw.<table> holds no others. -#}
{% macro is_of_this_run(relation, table) -%}
    {{ return(adapter.dispatch('is_of_this_run', 'cs_productivity')(relation, table)) }}
{%- endmacro %}
{% macro duckdb__is_of_this_run(relation, table) -%} true {%- endmacro %}
{% macro default__is_of_this_run(relation, table) -%}
    {%- set loaded_at = relation ~ '.loaded_at' -%}
    {%- if not is_increment() -%}
        ({{ loaded_at }} >= timestamp '1900-01-01 00:00:00' or {{ loaded_at }} is null)
    {%- else -%}
        {%- set query -%}
            select loaded_date from {{ landed_days_table() }}
            where source_name = '{{ table }}' and landed_in_run > {{ last_complete_run() }}
            order by loaded_date
        {%- endset -%}
        {%- set days = run_query(query).columns[0].values() if execute and is_building() else [] -%}
        (
            {%- for day in days -%}
                {%- if day is none -%}
                    {{ loaded_at }} is null
                {%- else -%}
                    {{ loaded_at }} >= timestamp '{{ day }}'
                    and {{ loaded_at }} < timestamp '{{ day + modules.datetime.timedelta(days=1) }}'
                {%- endif %} or {% endfor -%}
            false)
    {%- endif -%}
{%- endmacro %}

{#- SQL, for take_out: the row came from files or days of loading that this run takes in again. -#}
{% macro is_taken_in_again(relation, source_name) -%}
    {{ return(adapter.dispatch('is_taken_in_again', 'cs_productivity')(relation, source_name)) }}
{%- endmacro %}
{% macro duckdb__is_taken_in_again(relation, source_name) -%}
    {{ relation }}.built_in_run > {{ last_complete_run() }}
    or {{ source_name }} || ' ' || {{ relation }}.landing_unit in (
        select table_name || ' ' || file_path
        from raw.landed_files
        where landed_in_run > {{ last_complete_run() }}
    )
{%- endmacro %}
{% macro default__is_taken_in_again(relation, source_name) -%}
    {{ relation }}.built_in_run > {{ last_complete_run() }}
    or {{ source_name }} || ' ' || {{ relation }}.landing_unit in (
        select source_name || ' ' || coalesce(cast(loaded_date as string), 'none')
        from {{ landed_days_table() }}
        where landed_in_run > {{ last_complete_run() }}
    )
{%- endmacro %}
