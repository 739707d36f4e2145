"""The nightly job: collect, look at freshness, build, publish, and tell the operator how it went.

Every step is a process of its own with a limit, and leaves an account in a record that the notification is made of.
Schedulers either start all of it (`python -m cs_productivity run`) or one step at a time (`… run --only build`).
"""
