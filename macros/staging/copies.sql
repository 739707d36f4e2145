{#-
    Two bodies of queries about the rows of a log, which are never corrected, but delivered again: `id` names a row within a
    `date`, the UTC date of its `time`; `content` is all else that it says.
-#}

{#-
    Kept rows that give way to a copy loaded earlier, as they were. Of copies loaded at the same instant that are not the
    same, either may be the one that is kept: such rows give way too. So do rows that were removed from the raw table
    `source_name`, to nothing. `derived` are columns of text that only kept rows have.
-#}
{% macro copies_that_give_way(source_name, delivered, kept, id, date, time, content, derived=[]) %}
    {%- if is_increment() %}
    {%- set columns = [id, date] + content + derived + ['has_unreadable_value', 'loaded_at', 'loaded_date'] %}
    {%- set is_on_delivered_dates = is_delivered_date('known.' ~ date, delivered, time) %}
    {%- set is_removed = is_removed_from('removed', source_name) %}
    with delivered as (
        select
            *,
            cast({{ time }} as date) as {{ date }}
        from {{ delivered }}
        where reject_reason is null
    ),

    taken_back as (
        select distinct
            removed.row_key,
            removed.row_date
        from {{ source('audit', 'removed_rows') }} as removed
        where {{ is_removed }}
    ),

    -- few columns tell which, since there are many rows to look through
    overtaken as (
        select distinct
            known.{{ id }},
            known.{{ date }}
        from {{ kept }} as known
        inner join delivered
            on
                known.{{ id }} = delivered.{{ id }}
                and known.{{ date }} = delivered.{{ date }}
                and known.loaded_at >= delivered.loaded_at
        left join taken_back
            on
                known.{{ id }} = taken_back.row_key
                and known.{{ date }} = taken_back.row_date
        where {{ is_on_delivered_dates }} and taken_back.row_key is null
    )

    select distinct
        known.{{ columns | join(',\n        known.') }},
        false as is_taken_back,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ kept }} as known
    inner join overtaken
        on
            known.{{ id }} = overtaken.{{ id }}
            and known.{{ date }} = overtaken.{{ date }}
    inner join delivered
        on
            known.{{ id }} = delivered.{{ id }}
            and known.{{ date }} = delivered.{{ date }}
    where
        {{ is_on_delivered_dates }}
        and (
            delivered.loaded_at < known.loaded_at
            or (
                delivered.loaded_at = known.loaded_at
                and (
                    {%- for column in content + ['has_unreadable_value'] %}
                    (delivered.{{ column }} is distinct from known.{{ column }}) {{- ' or' if not loop.last }}
                    {%- endfor %}
                )
            )
        )
    union all
    select
        known.{{ columns | join(',\n        known.') }},
        true as is_taken_back,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ kept }} as known
    inner join taken_back
        on
            known.{{ id }} = taken_back.row_key
            and known.{{ date }} = taken_back.row_date
    where {{ is_on_dates_of(
        'known.' ~ date, source('audit', 'removed_rows'), 'row_date',
        condition=is_removed_from('removed_rows', source_name)
    ) }}
    {%- else %}
    select
        {{ id }},
        cast({{ time }} as date) as {{ date }},
        {{ content | join(',\n        ') }},
        {%- for column in derived %}
        cast(null as string) as {{ column }},
        {%- endfor %}
        has_unreadable_value,
        loaded_at,
        loaded_date,
        false as is_taken_back,
        cast({{ run_number() }} as int64) as built_in_run
    from {{ delivered }}
    where false
    {%- endif %}
{% endmacro %}

{#-
    The copies of which one is to be kept: those that were delivered, and those that gave way to them, which may still be
    the ones to keep, unless they were taken back. A copy of what is kept already changes nothing.
-#}
{% macro copies_to_choose_from(delivered, displaced, id, date, time, content) %}
    {%- set columns = [id, date] + content + ['has_unreadable_value', 'loaded_at', 'loaded_date'] %}
    with delivered as (
        select
            *,
            cast({{ time }} as date) as {{ date }}
        from {{ delivered }}
        where reject_reason is null
    )

    {%- if is_increment() %},

    copies as (
        select {{ columns | join(', ') }}
        from delivered
        union all
        select {{ columns | join(', ') }}
        from {{ displaced }} as displaced
        where {{ is_new('displaced') }} and not displaced.is_taken_back
    ),

    kept as (
        select
            {{ id }},
            {{ date }}
        from {{ this }}
        where {{ is_delivered_date(date, delivered, time) }}
    )

    select copies.*
    from copies
    left join kept
        on
            copies.{{ id }} = kept.{{ id }}
            and copies.{{ date }} = kept.{{ date }}
    where kept.{{ id }} is null
    {%- else %}

    select {{ columns | join(', ') }}
    from delivered
    {%- endif %}
{% endmacro %}

{#- BOOL: a known row's date is one that the delivery is about. -#}
{% macro is_delivered_date(date, delivered, time) -%}
    {{ is_on_dates_of(date, delivered, time, condition='reject_reason is null') }}
{%- endmacro %}

{#- As a pre-hook: rows of a log that give way in this run are taken out before others are put in. -#}
{% macro take_out_displaced(displaced, id, date) -%}
    {%- if is_increment() -%}
        {%- set of_this_run = 'built_in_run = ' ~ run_number() -%}
        {{ take_out_matching(
            displaced,
            'touched.' ~ of_this_run ~ ' and touched.' ~ id ~ ' = old.' ~ id ~ ' and touched.' ~ date ~ ' = old.' ~ date,
            is_on_dates_of('old.' ~ date, displaced, date, condition=of_this_run)
        ) }}
    {%- endif -%}
{%- endmacro %}
