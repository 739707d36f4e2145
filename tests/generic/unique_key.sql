{#-
    Keys of several columns that stand in more than one row. `within` names a date column that rows of one key share, so
    that only the dates of added rows are looked through.
-#}
{% test unique_key(model, columns, within=none) %}
{%- set is_added = is_added() %}
with checked as (
    select all_rows.*
    from {{ model }} as all_rows
    {%- if is_added %}
    inner join (
        select distinct {{ columns | join(', ') }} from {{ model }} where {{ is_added }}
    ) as added
        on
            {%- for column in columns %}
            all_rows.{{ column }} is not distinct from added.{{ column }}
            {%- if not loop.last %} and {% endif %}
            {%- endfor %}
        {%- if within %}
    where {{ is_on_dates_of('all_rows.' ~ within, model, within, condition=is_added) }}
        {%- endif %}
    {%- endif %}
)

select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from checked
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
