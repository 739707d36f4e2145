{#-
    How much of the change of a product from "_before" to "_after" one factor makes, on average over all orders in which the
    factors may change (Shapley value, written out). `others` are the other factors' names.
-#}
{% macro shapley_of_three(factor, others) -%}
    {%- set b, c = others -%}
    ({{ factor }}_after - {{ factor }}_before) * (
        ({{ b }}_before * {{ c }}_before + {{ b }}_after * {{ c }}_after) / 3
        + ({{ b }}_after * {{ c }}_before + {{ b }}_before * {{ c }}_after) / 6
    )
{%- endmacro %}

{% macro shapley_of_four(factor, others) -%}
    {%- set b, c, d = others -%}
    ({{ factor }}_after - {{ factor }}_before) * (
        (
            {{ b }}_before * {{ c }}_before * {{ d }}_before
            + {{ b }}_after * {{ c }}_after * {{ d }}_after
        ) / 4
        + (
            {{ b }}_after * {{ c }}_before * {{ d }}_before
            + {{ b }}_before * {{ c }}_after * {{ d }}_before
            + {{ b }}_before * {{ c }}_before * {{ d }}_after
            + {{ b }}_after * {{ c }}_after * {{ d }}_before
            + {{ b }}_after * {{ c }}_before * {{ d }}_after
            + {{ b }}_before * {{ c }}_after * {{ d }}_after
        ) / 12
    )
{%- endmacro %}
