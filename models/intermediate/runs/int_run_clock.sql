-- the var, else the newest row; with no row at all there is nothing that could be mature
with chosen as (
    select
        coalesce(
            {{ "cast('" ~ var('as_of') ~ "' as timestamp)" if var('as_of') else 'null' }},
            max(last_loaded_at),
            {{ earliest_believed() }}
        ) as as_of_at
    from {{ ref('int_log_loadings') }}
),

final as (
    select
        as_of_at,
        {{ local_date('as_of_at') }} as as_of_date,
        '{{ var("reporting_timezone") }}' as reporting_timezone,
        cast({{ var('interval_minutes') }} as int64) as interval_minutes,
        {% if var('holiday_country') -%}
            '{{ var("holiday_country") }}'
        {%- else -%}
            cast(null as string)
        {%- endif %} as holiday_country,
        cast({{ forecast_days() }} as int64) as forecast_days
    from chosen
)

select * from final
