{#-
    The body of a CTE: one row per version of the things that were delivered just now, and of their versions known
    before. Rows that say the same are one version, loaded when the first of them was. A version delivered again brings
    nothing new, and its thing is left alone. `key` names the thing; `content` is all that makes a version, beside
    whether a value of it could not be read.
    displaced_loaded_at is when a version counted as loaded up to the last complete run, if an earlier copy landed since.
-#}
{% macro versions_so_far(delivered, key, content) %}
    {%- set columns = [key] + content + ['has_unreadable_value'] %}
    with delivered_versions as (
        select
            {{ content_id(columns) }} as version_id,
            {{ columns | join(',\n            ') }},
            loaded_at,
            cast({{ run_number() }} as int64) as first_built_in_run,
            cast(null as timestamp) as known_loaded_at
        from {{ delivered }}
        where reject_reason is null
    ),

    {% if is_increment() -%}
    news as (
        select distinct delivered_versions.{{ key }}
        from delivered_versions
        left join {{ this }} as known
            on
                delivered_versions.{{ key }} = known.{{ key }}
                and delivered_versions.version_id = known.version_id
        where known.version_id is null or delivered_versions.loaded_at < known.loaded_at
    ),

    deliveries as (
        select delivered_versions.*
        from delivered_versions
        inner join news
            on delivered_versions.{{ key }} = news.{{ key }}
        union all
        select
            known.version_id,
            known.{{ columns | join(',\n            known.') }},
            known.loaded_at,
            known.first_built_in_run,
            -- as the last complete run knew it: a killed one may have written it anew since
            case
                when known.first_built_in_run <= {{ last_complete_run() }}
                    then
                        coalesce(
                            case when {{ is_new('known') }} then known.displaced_loaded_at end,
                            known.loaded_at
                        )
            end as known_loaded_at
        from {{ this }} as known
        inner join news
            on known.{{ key }} = news.{{ key }}
    )
    {%- else -%}
    deliveries as (
        select * from delivered_versions
    )
    {%- endif %}

    select
        version_id,
        {{ columns | join(',\n        ') }},
        min(loaded_at) as loaded_at,
        case
            when max(known_loaded_at) > min(loaded_at) then max(known_loaded_at)
        end as displaced_loaded_at,
        min(first_built_in_run) as first_built_in_run,
        cast({{ run_number() }} as int64) as built_in_run
    from deliveries
    group by
        version_id,
        {{ columns | join(',\n        ') }}
{% endmacro %}
