{#- Refuses, by name and before anything is built, a dbt var that is unknown or absurd. -#}
{% macro check_variables() -%}
    {%- if execute -%}
        {%- set known = variable_names() -%}
        {%- for name in (invocation_args_dict.get('vars') or {}) if name not in known -%}
            {{ refuse('The var ' ~ name ~ ' is not known; the vars are ' ~ known | join(', ') ~ '.') }}
        {%- endfor -%}

        {%- if var('reporting_timezone') not in modules.pytz.all_timezones_set -%}
            {{ refuse(
                'reporting_timezone is ' ~ var('reporting_timezone')
                ~ ', which is no IANA time zone: give a name such as Asia/Tokyo or UTC.'
            ) }}
        {%- endif -%}

        {%- if var('interval_minutes') not in [5, 10, 15, 20, 30, 60] -%}
            {{ refuse(
                'interval_minutes is ' ~ var('interval_minutes') ~ ': it must be 5, 10, 15, 20, 30 or 60.'
            ) }}
        {%- endif -%}

        {%- for name in [
            'proof_gap_seconds', 'reading_grace_seconds', 'idle_cutoff_seconds', 'possible_gap_seconds'
        ] -%}
            {%- if var(name) is not integer or not 1 <= var(name) <= 14400 -%}
                {{ refuse(name ~ ' is ' ~ var(name) ~ ': it must be a whole number of seconds from 1 to 14400.') }}
            {%- endif -%}
        {%- endfor -%}
        {%- if not var('proof_gap_seconds') <= var('idle_cutoff_seconds') <= var('possible_gap_seconds') -%}
            {{ refuse(
                'proof_gap_seconds, idle_cutoff_seconds and possible_gap_seconds are ' ~ var('proof_gap_seconds')
                ~ ', ' ~ var('idle_cutoff_seconds') ~ ' and ' ~ var('possible_gap_seconds')
                ~ ': each must be at least the one before it.'
            ) }}
        {%- endif -%}

        {%- if var('holiday_country') and not modules.re.match('[A-Z]{2}$', var('holiday_country') | string) -%}
            {{ refuse(
                'holiday_country is ' ~ var('holiday_country')
                ~ ': it must be the two capital letters of a country, such as JP, or null.'
            ) }}
        {%- endif -%}

        {%- if var('deflection_hours') is not integer or not 1 <= var('deflection_hours') <= 720 -%}
            {{ refuse(
                'deflection_hours is ' ~ var('deflection_hours') ~ ': it must be a whole number of hours from 1 to 720.'
            ) }}
        {%- endif -%}

        {%- if var('as_of') and not modules.re.match(
            '\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?)?$', var('as_of') | string
        ) -%}
            {{ refuse('as_of is ' ~ var('as_of') ~ ': it must be a UTC time such as 2026-03-29T00:00:00.') }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro variable_names() -%}
    {{ return([
        'reporting_timezone', 'interval_minutes', 'idle_cutoff_seconds', 'reading_grace_seconds',
        'proof_gap_seconds', 'possible_gap_seconds', 'holiday_country', 'deflection_hours', 'as_of'
    ]) }}
{%- endmacro %}

{% macro refuse(sentence) -%}
    {{ exceptions.raise_compiler_error(sentence) }}
{%- endmacro %}
