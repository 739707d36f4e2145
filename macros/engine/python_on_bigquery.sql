{#-
    What dbt sends to BigQuery for a Python model: dbt's own file, and before it the modules that the model imports.
    `python -m cs_productivity pack` makes the macro python_sources.
-#}
{% macro bigframes_write_table(compiled_code, target_relation) %}
    {%- if context.get('python_sources') is none -%}
        {{ refuse('The sources of Python models are not packed: run `python -m cs_productivity pack` first.') }}
    {%- endif %}
import base64
import pathlib
import sys
import tempfile

archive = pathlib.Path(tempfile.mkdtemp()) / "sources.zip"
archive.write_bytes(base64.b64decode("{{ python_sources() | trim }}"))
sys.path.insert(0, str(archive))
{{ dbt.bigframes_write_table(compiled_code, target_relation) }}
{% endmacro %}
