{#-
    Rules that rows break, and keys that stand in more than one row, with the number of such rows; a rule that is null
    for a row is broken too. `key` lists columns, with commas; `within` names a date column that rows of one key share,
    so that only the dates of added rows are looked through.

    One test per model, not one per promise: what dbt does around a test takes longer than the test.
-#}
{% test sound_rows(model, key=none, rules=[], within=none) %}
{{ config(fail_calc='coalesce(sum(row_count), 0)') }}
{%- set is_added, partition = is_added(), partition_of_tested() %}
with checked as (
    select * from {{ model }}
    {%- if is_added %}
    where {{ is_added }}
        {%- if partition %} and {{ is_on_dates_of(partition, model, partition, condition=is_added) }} {%- endif %}
    {%- elif partition %}
    where {{ is_any_date(partition) }}
    {%- endif %}
)
{%- if key %},

of_checked_keys as (
    select all_rows.*
    from {{ model if is_added else 'checked' }} as all_rows
    {%- if is_added %}
    inner join (select distinct {{ key }} from checked) as added
        on
            {%- for column in key.split(', ') %}
            all_rows.{{ column }} is not distinct from added.{{ column }}
            {%- if not loop.last %} and {% endif %}
            {%- endfor %}
        {%- if within %}
    where {{ is_on_dates_of('all_rows.' ~ within, model, within, condition=is_added) }}
        {%- endif %}
    {%- endif %}
),

repeated as (
    select
        {{ key }},
        count(*) as row_count
    from of_checked_keys
    group by {{ key }}
    having count(*) > 1
)
{%- endif %}
{%- if rules %},

broken as (
    select
        {%- for rule in rules %}
        count(case when ({{ rule }}) is not true then 1 end) as row_count_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from checked
)
{%- endif %}

{% if key %}
select
    'no two rows have the same {{ key }}' as broken_rule,
    row_count
from repeated
{% endif %}
{%- for rule in rules %}
{% if key or not loop.first %}union all{% endif %}
select
    '{{ rule | replace("'", '"') }}' as broken_rule,
    row_count_{{ loop.index }} as row_count
from broken
where row_count_{{ loop.index }} > 0
{%- endfor %}
{% endtest %}
