"""A small dbt project with one node of every kind, written to disk where a test needs it.

It is kept as text: dbt and sqlfluff would take files below tests/ for the real project's.
"""

from __future__ import annotations

from pathlib import Path

FILES = {
    "dbt_project.yml": """
name: toy
version: "1.0"
profile: toy
flags: {send_anonymous_usage_stats: false}
on-run-start: "create table if not exists toy.runs (ended_at timestamp)"
# the emulator has no TRUNCATE
on-run-end: "truncate table toy.runs"
models:
  toy:
    marts:
      +contract: {enforced: true}
""",
    "profiles.yml": """
toy:
  target: bigquery
  outputs:
    bigquery:
      type: bigquery
      method: "{{ env_var('CS_BIGQUERY_METHOD') }}"
      token: "{{ env_var('CS_BIGQUERY_TOKEN') }}"
      api_endpoint: "{{ env_var('CS_BIGQUERY_ENDPOINT') }}"
      project: toy-project
      dataset: toy
      threads: 2
""",
    "contracts/calls.yml": """
schema:
  - name: calls
    properties:
      - {name: call_id, physicalType: STRING}
      - {name: channel, physicalType: STRING}
      - {name: started_at, physicalType: TIMESTAMP}
      - {name: wait_seconds, physicalType: FLOAT64}
      - {name: loaded_at, physicalType: TIMESTAMP}
""",
    "models/sources.yml": """
sources:
  - name: raw
    tables:
      - name: calls
  - name: restricted
    tables:
      - name: salt
        columns: [{name: salt, data_type: STRING}]
""",
    "seeds/channels.csv": "channel,target_seconds,opened_on\nphone,20,2026-01-01\nmail,86400,2026-01-01\n",
    "seeds/channels.yml": """
seeds:
  - name: channels
    config:
      column_types: {channel: STRING, target_seconds: FLOAT64}
""",
    "models/stg_calls.sql": """
{{ config(materialized='view') }}
select
    calls.*,
    to_hex(sha256(concat(calls.call_id, salts.salt))) as call_key
from {{ source('raw', 'calls') }} as calls
cross join {{ source('restricted', 'salt') }} as salts
""",
    "models/int_short_calls.sql": """
{{ config(materialized='ephemeral') }}
select * from {{ ref('stg_calls') }} where wait_seconds < 5
""",
    "models/int_forecast.py": """
def model(dbt, session):
    dbt.config(materialized='table', submission_method='bigframes')
    return dbt.ref('stg_calls')
""",
    "models/int_forecast.yml": """
models:
  - name: int_forecast
    columns: [{name: channel, data_type: STRING}, {name: forecast, data_type: FLOAT64}]
""",
    "models/marts/fct_calls.sql": """
{{ config(
    materialized='incremental', unique_key='call_id', on_schema_change='fail',
    partition_by={'field': 'started_at', 'data_type': 'timestamp', 'granularity': 'day'},
    cluster_by=['channel'],
) }}
select
    calls.call_id,
    calls.channel,
    calls.started_at,
    calls.loaded_at,
    channels.target_seconds,
from {{ ref('stg_calls') }} as calls
left join {{ ref('channels') }} as channels on calls.channel = channels.channel
{% if is_incremental() %}
where calls.loaded_at > (select max(target.loaded_at) from {{ this }} as target)
{% endif %}
""",
    "models/marts/fct_calls.yml": """
models:
  - name: fct_calls
    columns:
      - {name: call_id, data_type: STRING, data_tests: [unique, not_null]}
      - {name: channel, data_type: STRING}
      - {name: started_at, data_type: TIMESTAMP}
      - {name: loaded_at, data_type: TIMESTAMP}
      - {name: target_seconds, data_type: FLOAT64}
unit_tests:
  - name: a_call_gets_its_target
    model: fct_calls
    overrides: {macros: {is_incremental: false}}
    given:
      - input: ref('stg_calls')
        rows: [{call_id: a, channel: phone, started_at: "2026-01-01 00:00:00"}]
      - input: ref('channels')
        rows: [{channel: phone, target_seconds: 20}]
    expect:
      rows: [{call_id: a, channel: phone, started_at: "2026-01-01 00:00:00", target_seconds: 20}]
  - name: a_loaded_call_is_left_out
    model: fct_calls
    overrides: {macros: {is_incremental: true}}
    given:
      - input: ref('stg_calls')
        rows: [{call_id: a, loaded_at: "2026-01-01 00:00:00"}, {call_id: b, loaded_at: "2026-01-02 00:00:00"}]
      - input: ref('channels')
        rows: []
      - input: this
        rows: [{call_id: a, loaded_at: "2026-01-01 00:00:00"}]
    expect:
      rows: [{call_id: b}]
""",
    "models/marts/agg_calls.sql": """
select
    date(started_at) as started_date,
    channels.opened_on,
    count(*) as call_count,
    max_by(call_id, started_at) as last_call_id,
from {{ ref('fct_calls') }} as calls
inner join {{ ref('channels') }} as channels using (channel)
group by started_date, opened_on
""",
    "models/marts/agg_calls.yml": """
models:
  - name: agg_calls
    columns:
      - {name: started_date, data_type: DATE}
      - {name: opened_on, data_type: DATE}
      - {name: call_count, data_type: INT64}
      - {name: last_call_id, data_type: STRING}
""",
    "snapshots/calls_history.sql": """
{% snapshot calls_history %}
{{ config(unique_key='call_id', strategy='timestamp', updated_at='loaded_at') }}
select * from {{ ref('stg_calls') }}
{% endsnapshot %}
""",
    "models/call_versions.sql": """
select call_id, dbt_scd_id, dbt_valid_from, dbt_valid_to, from {{ ref('calls_history') }}
""",
    "analyses/longest.sql": "select call_id from {{ ref('stg_calls') }} order by wait_seconds desc limit 1\n",
    "tests/no_call_in_the_future.sql": """
select call_id from {{ ref('fct_calls') }} where started_at > loaded_at
""",
}


def write_toy_project(folder: Path, changes: dict[str, str] | None = None) -> Path:
    """Write the project to a folder, with some files changed or added, and return the folder."""
    for path, text in {**FILES, **(changes or {})}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.lstrip("\n"))
    return folder
