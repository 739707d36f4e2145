{#-
    What an incremental model asks for. A run either makes all history (a first run, a full refresh) or an increment:
    then only what rows that landed since the last complete run touch is computed, and replaced.
-#}

{#- The present run: its number, the last complete one (0 where all history is made), and whether it is an increment. -#}
{% macro this_run() -%}
    {%- set all_history = {'run_number': 0, 'complete_run': 0, 'is_increment': false} -%}
    {%- if not execute -%}
        {#- so that dbt sees what an increment reads, too -#}
        {{ return({'run_number': 0, 'complete_run': 0, 'is_increment': true}) }}
    {%- elif model.resource_type == 'unit_test' or flags.WHICH == 'test' -%}
        {#- on its own a test looks at everything that was built -#}
        {{ return(all_history) }}
    {%- elif not is_building() -%}
        {#- CS_AS_INCREMENT=1 dbt compile shows what an increment runs -#}
        {%- do all_history.update({'is_increment': env_var('CS_AS_INCREMENT', '') == '1'}) -%}
        {{ return(all_history) }}
    {%- endif -%}
    {#- a node asks many times while it is rendered: what the first answer was is kept with it -#}
    {%- if 'this_run' not in model -%}
        {%- set last = last_runs() -%}
        {%- do model.update({'this_run': {
            'run_number': last.run_number,
            'complete_run': last.complete_run if last.has_history else 0,
            'is_increment': last.has_history
        }}) -%}
    {%- endif -%}
    {{ return(model.this_run) }}
{%- endmacro %}

{% macro is_increment() -%} {{ return(this_run().is_increment) }} {%- endmacro %}
{% macro run_number() -%} {{ return(this_run().run_number) }} {%- endmacro %}
{% macro last_complete_run() -%} {{ return(this_run().complete_run) }} {%- endmacro %}

{#- BOOL: the row was built by this run, or by one that did not complete. -#}
{% macro is_new(relation) -%} {{ relation }}.built_in_run > {{ last_complete_run() }} {%- endmacro %}

{#- BOOL: the same of a row of the backend's log, on one of the dates that this run reads. -#}
{% macro is_new_action(relation) -%}
    {{ is_new(relation) }}
    and {{ is_delivered_date(
        relation ~ '.occurred_date', 'base_contact_tool_backend__actions', 'occurred_at'
    ) }}
{%- endmacro %}

{#- As pre-hooks: an increment takes out what it is about to put in again; rows that go are called `old`. -#}
{% macro take_out(condition) -%}
    {%- if is_increment() -%} delete from {{ this }} as old where {{ condition }} {%- endif -%}
{%- endmacro %}

{#-
    The same for rows that have a match in another relation, which is called `touched`. `on_dates` is a condition on the
    column that a large table is partitioned by.
-#}
{% macro take_out_matching(relation, condition, on_dates='true') -%}
    {%- if is_increment() -%}
        {{ adapter.dispatch('delete_matching', 'cs_productivity')(relation, condition, on_dates) }}
    {%- endif -%}
{%- endmacro %}
{% macro duckdb__delete_matching(relation, condition, on_dates) -%}
    delete from {{ this }} as old using {{ relation }} as touched where {{ condition }} and {{ on_dates }}
{%- endmacro %}
{% macro default__delete_matching(relation, condition, on_dates) -%}
    delete from {{ this }} as old
    where {{ on_dates }} and exists (select 1 from {{ relation }} as touched where {{ condition }})
{%- endmacro %}

{#-
    Which rows an increment looks at. Each macro is written where a join or a condition stands, and is nothing (or true)
    where all history is made.
-#}

{#- BOOL: a date is one of the stretches of time that are rebuilt, in UTC or in any time zone, or next to one. -#}
{% macro is_on_dates_of_windows(date) -%}
    {{ is_on_dates_of(
        date, 'int_touched_windows',
        days_after('timestamp_micros(started_us)', -1), days_after('timestamp_micros(ended_us)', 1)
    ) }}
{%- endmacro %}

{#-
    BOOL: the row lies in a stretch of its agent's time that is rebuilt, a row of int_touched_windows. `date`, below, is the
    column that a large table is partitioned by.
-#}
{% macro is_in_window(relation, time) -%}
    touched.agent_key = {{ relation }}.agent_key
    and {{ relation }}.{{ time }} >= touched.started_us
    and {{ relation }}.{{ time }} <= touched.ended_us
{%- endmacro %}
{% macro only_in_windows(relation, time, date=none) -%}
    {%- if is_increment() %}
    inner join {{ ref('int_touched_windows') }} as touched
        on
            {{ is_in_window(relation, time) }}
            {%- if date %}
            and {{ is_on_dates_of_windows(relation ~ '.' ~ date) }}
            {%- endif %}
    {%- endif -%}
{%- endmacro %}

{#- BOOL: what lasts from `time` to `until` (exclusive) reaches into an interval in which the agent's time is rebuilt. -#}
{% macro is_in_interval(relation, time, until=none) -%}
    touched.agent_key = {{ relation }}.agent_key
    {% if until -%}
        and {{ relation }}.{{ until }} > touched.first_interval_us
    {%- else -%}
        and {{ relation }}.{{ time }} >= touched.first_interval_us
    {%- endif %}
    and {{ relation }}.{{ time }} < touched.last_interval_us + {{ interval_microseconds() }}
{%- endmacro %}
{% macro only_in_intervals(relation, time, until=none, date=none) -%}
    {%- if is_increment() %}
    inner join {{ ref('int_touched_windows') }} as touched
        on
            {{ is_in_interval(relation, time, until) }}
            {%- if date %}
            and {{ is_on_dates_of_windows(relation ~ '.' ~ date) }}
            {%- endif %}
    {%- endif -%}
{%- endmacro %}

{#- BOOL: the row is of a tab session and a day of its clock that are rebuilt; the date alone is one of these days. -#}
{% macro is_of_tab_day(relation) -%}
    touched.tab_session_id = {{ relation }}.tab_session_id
    and touched.client_date = {{ relation }}.client_date
{%- endmacro %}
{% macro is_on_dates_of_tab_days(date) -%} {{ is_on_dates_of(date, 'int_touched_tab_days', 'client_date') }} {%- endmacro %}
{% macro only_of_tab_days(relation) -%}
    {%- if is_increment() %}
    inner join {{ ref('int_touched_tab_days') }} as touched
        on {{ is_of_tab_day(relation) }}
    {%- endif -%}
{%- endmacro %}
{% macro take_out_tab_days() -%}
    {{ take_out_matching(
        ref('int_touched_tab_days'), is_of_tab_day('old'), is_on_dates_of_tab_days('old.client_date')
    ) }}
{%- endmacro %}

{#- The row is of an agent and a date that are rebuilt; which ones, the model `days` tells. -#}
{% macro is_of_agent_day(agent_key, date) -%}
    touched.agent_key = {{ agent_key }} and touched.work_date = {{ date }}
{%- endmacro %}
{% macro only_of_agent_days(agent_key, date, days='int_touched_agent_days') -%}
    {%- if is_increment() %}
    inner join {{ ref(days) }} as touched
        on
            {{ is_of_agent_day(agent_key, date) }}
            and {{ is_on_dates_of(date, days, 'work_date') }}
    {%- endif -%}
{%- endmacro %}

{#- BOOL: the row's ticket is rebuilt. -#}
{% macro is_of_touched_ticket(relation) -%}
    {%- if is_increment() -%}
        {{ relation }}.ticket_id in (
            select touched.ticket_id from {{ ref('int_touched_tickets') }} as touched
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#- BOOL: the date is rebuilt, for what a row of int_touched_dates calls its subject. -#}
{% macro is_touched_date(date, subject) -%}
    {%- if is_increment() -%}
        {{ date }} in (
            select touched.touched_date from {{ ref('int_touched_dates') }} as touched
            where touched.subject = '{{ subject }}'
        )
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#- BOOL: the backlog of the date's evening is counted again. -#}
{% macro is_touched_evening(date) -%}
    {%- if is_increment() -%}
        {{ date }} in (select touched.evening_date from {{ ref('int_touched_evenings') }} as touched)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#-
    For generic tests: the condition for the rows that this run has added to the tested model, where its rows tell by
    which run they were built; else none, and all are looked at. Marts do not tell: equal logs make equal marts.
-#}
{% macro is_added() -%}
    {%- set tested = graph.nodes.get(model.attached_node) if execute else none -%}
    {%- if tested and tested.config.materialized == 'incremental' and tested.config.access == 'private' -%}
        {%- set run = this_run() -%}
        {%- if run.is_increment -%} {{ return('built_in_run > ' ~ run.complete_run) }} {%- endif -%}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{#- The column that the tested model is partitioned by; none where it is not. -#}
{% macro partition_of_tested() -%}
    {%- set tested = graph.nodes.get(model.attached_node) if execute else none -%}
    {{ return((tested.config.get('partition_by') or {}).get('field') if tested else none) }}
{%- endmacro %}
