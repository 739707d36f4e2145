# What every reader of the marts may explore: nothing about single agents.
connection: "@{CONNECTION}"
label: "Customer support"
week_start_day: monday
# builds publish whole generations, some time after the last load
persist_for: "1 hour"

include: "/formats.lkml"
include: "/views/marts/*.view"
include: "/views/derived/*.view"
include: "/views/measures/*.view"
include: "/explores/*.explore"
include: "/dashboards/*.dashboard"
