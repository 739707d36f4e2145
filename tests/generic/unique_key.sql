{#- Keys of several columns that stand in more than one row. -#}
{% test unique_key(model, columns) %}
{% if has_added_to(model) %}
with checked as (
    select all_rows.*
    from {{ model }} as all_rows
    inner join (
        select distinct {{ columns | join(', ') }}
        from {{ model }} as added
        where {{ is_new('added') }}
    ) as added
        on
            {%- for column in columns %}
            all_rows.{{ column }} is not distinct from added.{{ column }}
            {%- if not loop.last %} and {% endif %}
            {%- endfor %}
)
{% else %}
with checked as (
    select * from {{ model }}
)
{% endif %}

select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from checked
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
