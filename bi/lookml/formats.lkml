# How measures are written; shares are percent_1, counts decimal_0.

named_value_format: seconds {
  value_format: "#,##0 \"s\""
}

named_value_format: minutes {
  value_format: "#,##0.0 \"min\""
}

named_value_format: hours {
  value_format: "#,##0.0 \"h\""
}

# heads that may have a fraction
named_value_format: heads {
  value_format: "#,##0.0"
}

# an amount of money; its currency is a dimension beside it
named_value_format: money {
  value_format: "#,##0"
}
