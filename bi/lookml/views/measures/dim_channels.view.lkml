# How a channel's settings are written.
view: +dim_channels {
  dimension: target_seconds {
    hidden: no
    value_format_name: seconds
  }

  dimension: target_share {
    hidden: no
    value_format_name: percent_0
  }

  dimension: patience_seconds {
    hidden: no
    value_format_name: seconds
  }

  dimension: max_occupancy {
    hidden: no
    value_format_name: percent_0
  }

  dimension: shrinkage {
    hidden: no
    value_format_name: percent_0
  }
}
