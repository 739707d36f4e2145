with inquiries as (
    select
        interval_date as contact_date,
        contact_reason,
        cast(sum(inquiry_count) as int64) as inquiry_count
    from {{ ref('int_inquiry_volume') }}
    group by interval_date, contact_reason
),

sessions as (
    select
        started_date as contact_date,
        contact_reason,
        count(*) as session_count,
        count(case when outcome = 'deflected' then 1 end) as deflected_count,
        count(case when outcome = 'undecidable' then 1 end) as undecidable_count
    from {{ ref('int_self_service_outcomes') }}
    group by started_date, contact_reason
),

-- all work on what came in on the date, whenever it was done
work as (
    select
        created_date as contact_date,
        contact_reason,
        cast(sum(effort_us) as int64) as effort_us,
        cast(sum(cost_millionths) as int64) as cost_millionths,
        max(currency) as currency
    from {{ ref('int_ticket_costs') }}
    where has_ticket_row
    group by created_date, contact_reason
),

demand as (
    select * from {{ ref('stg_product__demand_daily') }}
),

dates as (
    select distinct contact_date from inquiries
    union distinct
    select distinct contact_date from sessions
),

reasons as (
    select distinct contact_reason from inquiries
    union distinct
    select distinct contact_reason from sessions
),

final as (
    select
        dates.contact_date,
        reasons.contact_reason,
        demand.orders,
        demand.active_users,
        coalesce(inquiries.inquiry_count, 0) as inquiry_count,
        coalesce(sessions.session_count, 0) as session_count,
        coalesce(sessions.deflected_count, 0) as deflected_count,
        coalesce(sessions.undecidable_count, 0) as undecidable_count,
        coalesce(work.effort_us, 0) as effort_us,
        coalesce(work.cost_millionths, 0) as cost_millionths,
        work.currency
    from dates
    cross join reasons
    left join demand
        on dates.contact_date = demand.demand_date
    left join inquiries
        on
            dates.contact_date = inquiries.contact_date
            and reasons.contact_reason = inquiries.contact_reason
    left join sessions
        on
            dates.contact_date = sessions.contact_date
            and reasons.contact_reason = sessions.contact_reason
    left join work
        on
            dates.contact_date = work.contact_date
            and reasons.contact_reason = work.contact_reason
)

select * from final
