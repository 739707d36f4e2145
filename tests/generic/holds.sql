{#- Rows that break any of the rules, with the rule's text; a rule that is null for a row is broken too. -#}
{% test holds(model, rules) %}
{%- for rule in rules %}
select
    '{{ rule | replace("'", '"') }}' as broken_rule,
    count(*) as row_count
from {{ model }} as checked
where
    ({{ rule }}) is not true
    {%- if has_added_to(model) %}
    and {{ is_new('checked') }}
    {%- endif %}
having count(*) > 0
{% if not loop.last %}union all{% endif %}
{%- endfor %}
{% endtest %}
