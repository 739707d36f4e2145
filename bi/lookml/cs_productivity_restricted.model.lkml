# What is about single agents: a model of its own, so that roles, the connection's rights and a user attribute each
# keep others out. No dashboard is made of it.
connection: "@{RESTRICTED_CONNECTION}"
label: "Customer support, restricted"
week_start_day: monday
persist_for: "1 hour"

include: "/formats.lkml"
include: "/views/marts/fct_tickets.view"
include: "/views/marts/dim_*.view"
include: "/views/per_agent/*.view"
include: "/views/measures/fct_tickets*.view"
include: "/views/measures/dim_*.view"
include: "/views/per_agent_measures/*.view"
include: "/explores/per_agent/*.explore"

access_grant: per_agent {
  user_attribute: cs_productivity_per_agent
  allowed_values: ["yes"]
}
