with samples as (
    select * from {{ ref('int_release_samples') }}
),

-- what is usual for a reason before the release, of everyone who takes part
ranked as (
    select
        *,
        row_number() over (
            partition by release_id, metric, channel, contact_reason
            order by numerator_us / weight, ticket_id
        ) as value_rank,
        count(*) over (
            partition by release_id, metric, channel, contact_reason
        ) as group_size
    from samples
    where block_index < 0
),

-- the 99th percentile (nearest rank)
caps as (
    select
        release_id,
        metric,
        channel,
        contact_reason,
        max(
            case
                when value_rank = cast(ceil(group_size * 0.99) as int64)
                    then numerator_us / weight
            end
        ) as cap_us
    from ranked
    group by release_id, metric, channel, contact_reason
),

-- reasons that nobody asked for before have nothing to be held against, and are left out
capped as (
    select
        samples.release_id,
        samples.metric,
        samples.agent_key,
        samples.adopted_block,
        samples.block_index,
        samples.end_block,
        samples.channel,
        samples.contact_reason,
        samples.weight,
        samples.numerator_us,
        samples.numerator_us / samples.weight as value_us,
        least(samples.numerator_us / samples.weight, caps.cap_us) as capped_value_us,
        samples.has_log
    from samples
    inner join caps
        on
            samples.release_id = caps.release_id
            and samples.metric = caps.metric
            and samples.channel = caps.channel
            and samples.contact_reason = caps.contact_reason
),

-- in whole millionths, so that sums do not depend on the order of rows
measured as (
    select
        *,
        cast(round(weight * capped_value_us) as int64) as capped_us,
        case when has_log then {{ log_millionths('value_us') }} end as log_millionths,
        case when has_log then {{ log_millionths('capped_value_us') }} end as capped_log_millionths
    from capped
),

usual as (
    select
        release_id,
        metric,
        channel,
        contact_reason,
        sum(numerator_us) / sum(weight) as mean_us,
        sum(capped_us) / sum(weight) as capped_mean_us,
        sum(weight * log_millionths) / sum(weight) as mean_log,
        sum(weight * capped_log_millionths) / sum(weight) as capped_mean_log
    from measured
    where block_index < 0
    group by release_id, metric, channel, contact_reason
),

deviations as (
    select
        measured.*,
        cast(round(measured.numerator_us - measured.weight * usual.mean_us) as int64)
            as deviation_us,
        cast(round(measured.capped_us - measured.weight * usual.capped_mean_us) as int64)
            as capped_deviation_us,
        cast(round(measured.weight * (measured.log_millionths - usual.mean_log)) as int64)
            as log_deviation,
        cast(
            round(measured.weight * (measured.capped_log_millionths - usual.capped_mean_log))
            as int64
        ) as capped_log_deviation
    from measured
    inner join usual
        on
            measured.release_id = usual.release_id
            and measured.metric = usual.metric
            and measured.channel = usual.channel
            and measured.contact_reason = usual.contact_reason
),

final as (
    select
        release_id,
        metric,
        agent_key,
        block_index,
        adopted_block,
        end_block,
        cast(sum(weight) as int64) as weight,
        {{ seconds('sum(log_deviation)') }} as log_sum,
        {{ seconds('sum(deviation_us)') }} as deviation_sum,
        {{ seconds('sum(capped_log_deviation)') }} as capped_log_sum,
        {{ seconds('sum(capped_deviation_us)') }} as capped_deviation_sum,
        {{ seconds('sum(numerator_us)') }} as numerator_sum
    from deviations
    group by release_id, metric, agent_key, block_index, adopted_block, end_block
)

select * from final
