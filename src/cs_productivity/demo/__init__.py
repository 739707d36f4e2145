"""From a tool's store to the report on one machine: `make demo`, on a PostgreSQL of its own and made-up logs."""
