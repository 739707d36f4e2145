with daily as (
    select * from {{ ref('int_contacts_daily') }}
),

changes as (
    select * from {{ ref('int_contact_changes') }}
),

final as (
    select
        daily.contact_date,
        daily.contact_reason,
        cast(daily.inquiry_count as int64) as inquiry_count,
        daily.orders,
        daily.active_users,
        daily.inquiry_count * 1000.0 / nullif(daily.orders, 0) as per_1000_orders,
        daily.inquiry_count * 1000.0 / nullif(daily.active_users, 0) as per_1000_active_users,
        exp(changes.log_change) - 1 as change_of_week,
        exp(changes.log_change - changes.log_margin) - 1 as change_of_week_low,
        exp(changes.log_change + changes.log_margin) - 1 as change_of_week_high,
        daily.session_count as self_service_sessions,
        daily.deflected_count as deflected_sessions,
        daily.undecidable_count as undecidable_sessions,
        {{ seconds('daily.effort_us') }} as effort_seconds,
        cast(daily.cost_millionths as float64) / 1000000 as cost,
        daily.currency
    from daily
    left join changes
        on
            daily.contact_date = changes.contact_date
            and daily.contact_reason = changes.contact_reason
)

select * from final
