{{ config(materialized='view') }}

with tickets as (
    select * from {{ ref('stg_contact_tool_backend__tickets') }}
),

channels as (
    select * from {{ ref('int_channels') }}
),

final as (
    select
        tickets.ticket_id,
        channels.style as channel_style,
        cast(channels.longest_call_seconds as int64) * 1000000 as longest_call_us
    from tickets
    inner join channels
        on tickets.channel = channels.channel
)

select * from final
