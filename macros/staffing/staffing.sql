{#- INT64: a fraction of heads rounded up, forgiving the last digits of a division (21 / (1 - 0.3) is 30, not 31). -#}
{% macro whole_heads(heads) -%} cast(ceil({{ heads }} - 1e-9) as int64) {%- endmacro %}

{#- INT64 thousandths and millionths of a number, and microseconds of seconds: equal loads are found by them, and their
    sums do not depend on the order of rows. -#}
{% macro thousandths(number) -%} cast(round(({{ number }}) * 1000) as int64) {%- endmacro %}
{% macro millionths(number) -%} cast(round(({{ number }}) * 1000000) as int64) {%- endmacro %}
{% macro microseconds_of(seconds) -%} {{ millionths(seconds) }} {%- endmacro %}

{#- INT64 microseconds of the most that a day of leave counts as paid time. -#}
{% macro paid_day_us() -%} 28800000000 {%- endmacro %}

