{#- Rows that break any of the rules, with the rule's text; a rule that is null for a row is broken too. -#}
{% test holds(model, rules) %}
{%- set is_added = is_added() %}
with checked as (
    select * from {{ model }}
    {%- if is_added %}
    where {{ is_added }}
    {%- endif %}
),

broken as (
    select
        {%- for rule in rules %}
        count(case when ({{ rule }}) is not true then 1 end) as row_count_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}
    from checked
)

{% for rule in rules %}
select
    '{{ rule | replace("'", '"') }}' as broken_rule,
    row_count_{{ loop.index }} as row_count
from broken
where row_count_{{ loop.index }} > 0
{% if not loop.last %}union all{% endif %}
{%- endfor %}
{% endtest %}
