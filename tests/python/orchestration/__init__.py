"""The nightly job, its freshness, its notification, and Airflow's way to start it."""
