{#-
    Runs before a build. On DuckDB it looks at the landing zone and makes the views raw.<table> over exactly the files
    that are there now; on BigQuery the raw tables are there already. Sources are plain tables on both.
-#}
{% macro land_raw_tables() %}
    {% if execute and flags.WHICH in ['build', 'run', 'test', 'seed', 'snapshot', 'retry'] %}
        {% do adapter.dispatch('land_raw_tables', 'cs_productivity')() %}
    {% endif %}
{% endmacro %}

{% macro default__land_raw_tables() %}{% endmacro %}

{% macro duckdb__land_raw_tables() %}
    {#- landing_plan and project_salt are SQL functions of cs_productivity.duckdb_plugin -#}
    {% set query %}
        select landing_plan(coalesce(cast(to_json(list(landed_files)) as varchar), '[]')) as plan
        from raw.landed_files
    {% endset %}
    {% set plan = fromjson(run_query(query).columns['plan'].values()[0]) %}
    {% for message in plan.messages %}
        {% do log(message, info=true) %}
    {% endfor %}
    {% if plan.error %}
        {% do exceptions.raise_compiler_error(plan.error) %}
    {% endif %}

    {% set query = 'select count(*) as salts from restricted.salt where salt <> project_salt()' %}
    {% if run_query(query).columns['salts'].values()[0] > 0 %}
        {% do log('The salt is not the one this warehouse was built with: every agent_key changes, '
            ~ 'so run once with --full-refresh.', info=true) %}
    {% endif %}
    {% for statement in plan.statements %}
        {% do run_query(statement) %}
    {% endfor %}
{% endmacro %}
