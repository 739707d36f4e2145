with samples as (
    select * from {{ ref('int_release_samples') }}
),

-- What is usual for a reason before the release, of everyone who takes part. Reasons that nobody
-- asked for before have nothing to be held against, and are left out. Groups have numbers: windows
-- and joins over numbers cost half of those over texts.
reason_groups as (
    select
        release_id,
        metric,
        channel,
        contact_reason,
        row_number() over (order by release_id, metric, channel, contact_reason) as group_number,
        -- the 99th percentile (nearest rank); rates have no outliers
        cast(ceil(count(case when has_log then 1 end) * 0.99) as int64) as cap_rank
    from samples
    where block_index < 0
    group by release_id, metric, channel, contact_reason
),

grouped as (
    select
        samples.release_id,
        samples.metric,
        samples.agent_key,
        samples.adopted_block,
        samples.block_index,
        samples.end_block,
        samples.weight,
        samples.numerator_us,
        samples.numerator_us / samples.weight as value_us,
        samples.has_log,
        reason_groups.group_number,
        reason_groups.cap_rank
    from samples
    inner join reason_groups
        on
            samples.release_id = reason_groups.release_id
            and samples.metric = reason_groups.metric
            and samples.channel = reason_groups.channel
            and samples.contact_reason = reason_groups.contact_reason
),

ranked as (
    select
        group_number,
        cap_rank,
        value_us,
        row_number() over (partition by group_number order by value_us) as value_rank
    from grouped
    where block_index < 0 and has_log
),

capped as (
    select
        grouped.*,
        least(grouped.value_us, coalesce(ranked.value_us, grouped.value_us)) as capped_value_us
    from grouped
    left join ranked
        on
            grouped.group_number = ranked.group_number
            and ranked.value_rank = ranked.cap_rank
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
        group_number,
        sum(numerator_us) / sum(weight) as mean_us,
        sum(capped_us) / sum(weight) as capped_mean_us,
        sum(weight * log_millionths) / sum(weight) as mean_log,
        sum(weight * capped_log_millionths) / sum(weight) as capped_mean_log
    from measured
    where block_index < 0
    group by group_number
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
        on measured.group_number = usual.group_number
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
