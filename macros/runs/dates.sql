{#-
    The days that a relation is about, as ranges of literal dates: only such keep both engines from reading all of
    history when something is looked up in it, and DuckDB skips nothing for a longer list of single days.
-#}
{% macro ranges_of_dates(relation, first, last, condition) -%}
    {%- set query -%}
        select distinct
            cast({{ first }} as date) as first_date,
            cast({{ last }} as date) as last_date
        from {{ relation }}
        where {{ condition }}
        order by first_date, last_date
    {%- endset -%}
    {%- set ranges = [] -%}
    {%- for row in run_query(query).rows -%}
        {%- set first_date, last_date = row[0], row[1] -%}
        {%- if ranges and (first_date - ranges[-1][1]).days <= 1 -%}
            {%- set before = ranges.pop() -%}
            {%- do ranges.append((before[0], [before[1], last_date] | max)) -%}
        {%- else -%}
            {%- do ranges.append((first_date, last_date)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(ranges) }}
{%- endmacro %}

{#-
    BOOL: a date is one that rows of a relation, or of a model by its name, are about; any date where all history is made.
    The name is enough, so that a unit test need not give what it does not look at.
-#}
{% macro is_on_dates_of(date, about, first, last=none, condition='true') -%}
    {%- if model.resource_type == 'unit_test' -%} {{ return('true') }} {%- endif -%}
    {%- set relation = ref(about) if about is string else about -%}
    {%- if not execute or not is_building() or not is_increment() -%} {{ return(is_any_date(date)) }} {%- endif -%}
    {%- set ranges = ranges_of_dates(relation, first, last or first, condition) -%}
    {%- if not ranges -%} {{ return('false') }} {%- endif -%}
    {#- what is between two ranges is told by two days: DuckDB looks at a date once it has looked at all of `a or b or c` -#}
    (
        {{ date }} between date '{{ ranges[0][0] }}' and date '{{ ranges[-1][1] }}'
        {%- for first_date, last_date in ranges[1:] %}
        and ({{ date }} <= date '{{ ranges[loop.index0][1] }}' or {{ date }} >= date '{{ first_date }}')
        {%- endfor %}
    )
{%- endmacro %}

{#-
    BOOL: true. BigQuery refuses to read a table that requires a filter on its partitions without one, and takes this one,
    which dbt writes into its merges, too: so whoever reads all days says so.
-#}
{% macro is_any_date(date) -%} ({{ date }} is null or {{ date }} is not null) {%- endmacro %}
