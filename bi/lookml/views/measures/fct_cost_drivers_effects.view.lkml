# What the change of cost and of hours comes of; the effects add up to it.
view: +fct_cost_drivers {
  measure: volume_effect_sum {
    hidden: yes
    type: sum
    description: "What comes of more or fewer tickets in all, summed over whatever is in the group."
    sql: ${TABLE}.volume_effect ;;
    value_format_name: money
  }

  measure: cost_change_by_volume {
    label: "Change of cost by volume"
    type: number
    description: "Of the change of cost, what comes of more or fewer tickets in all; the four add up to it."
    sql: case when ${periods} = 1 and ${currencies} <= 1 then ${volume_effect_sum} end ;;
    value_format_name: money
  }

  measure: mix_effect_sum {
    hidden: yes
    type: sum
    description: "What comes of another share of channels and reasons, summed over whatever is in the group."
    sql: ${TABLE}.mix_effect ;;
    value_format_name: money
  }

  measure: cost_change_by_mix {
    label: "Change of cost by mix"
    type: number
    description: "Of the change of cost, what comes of another share of channels and reasons; the four add up to it."
    sql: case when ${periods} = 1 and ${currencies} <= 1 then ${mix_effect_sum} end ;;
    value_format_name: money
  }

  measure: aht_effect_sum {
    hidden: yes
    type: sum
    description: "What comes of a longer or shorter handling time, summed over whatever is in the group."
    sql: ${TABLE}.aht_effect ;;
    value_format_name: money
  }

  measure: cost_change_by_aht {
    label: "Change of cost by AHT"
    type: number
    description: "Of the change of cost, what comes of a longer or shorter handling time; the four add up to it."
    sql: case when ${periods} = 1 and ${currencies} <= 1 then ${aht_effect_sum} end ;;
    value_format_name: money
  }

  measure: rate_effect_sum {
    hidden: yes
    type: sum
    description: "What comes of another cost of an hour, summed over whatever is in the group."
    sql: ${TABLE}.rate_effect ;;
    value_format_name: money
  }

  measure: cost_change_by_rate {
    label: "Change of cost by rate"
    type: number
    description: "Of the change of cost, what comes of another cost of an hour; the four add up to it."
    sql: case when ${periods} = 1 and ${currencies} <= 1 then ${rate_effect_sum} end ;;
    value_format_name: money
  }

  measure: volume_effect_seconds_sum {
    hidden: yes
    type: sum
    description: "What comes of more or fewer tickets in all, in seconds of attention, summed over whatever is in the group."
    sql: ${TABLE}.volume_effect_seconds ;;
    value_format_name: seconds
  }

  measure: hours_change_by_volume {
    label: "Change of hours by volume"
    type: number
    description: "Of the change of hours of attention, what comes of more or fewer tickets in all; the three add up to it."
    sql: case when ${periods} = 1 then ${volume_effect_seconds_sum} / 3600 end ;;
    value_format_name: hours
  }

  measure: mix_effect_seconds_sum {
    hidden: yes
    type: sum
    description: "What comes of another share of channels and reasons, in seconds of attention, summed over whatever is in the group."
    sql: ${TABLE}.mix_effect_seconds ;;
    value_format_name: seconds
  }

  measure: hours_change_by_mix {
    label: "Change of hours by mix"
    type: number
    description: "Of the change of hours of attention, what comes of another share of channels and reasons; the three add up to it."
    sql: case when ${periods} = 1 then ${mix_effect_seconds_sum} / 3600 end ;;
    value_format_name: hours
  }

  measure: aht_effect_seconds_sum {
    hidden: yes
    type: sum
    description: "What comes of a longer or shorter handling time, in seconds of attention, summed over whatever is in the group."
    sql: ${TABLE}.aht_effect_seconds ;;
    value_format_name: seconds
  }

  measure: hours_change_by_aht {
    label: "Change of hours by AHT"
    type: number
    description: "Of the change of hours of attention, what comes of a longer or shorter handling time; the three add up to it."
    sql: case when ${periods} = 1 then ${aht_effect_seconds_sum} / 3600 end ;;
    value_format_name: hours
  }
}
