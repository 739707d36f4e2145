{#- INT64: a fraction of heads rounded up, forgiving the last digits of a division (21 / (1 - 0.3) is 30, not 31). -#}
{% macro whole_heads(heads) -%} cast(ceil({{ heads }} - 1e-9) as int64) {%- endmacro %}
