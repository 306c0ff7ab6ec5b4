"""What the exercises' texts ask of tables beyond their rows, by exercise: for operators and for what is equivalent."""

# The tables that an answer leaves as they are but for their rows, or that it makes: nothing more may hang on them.
SAME_TABLES = {
    "warehouse-nps": ("nps",),
    "map-types": ("orders",),
    "stage-with-defaults": ("temp_weather", "weather_forecast"),
    "own-identity": ("tickets_copy", "tickets"),
    "repair-a-ctas": ("weather_copy",),
    "delete-older": ("temp_weather",),
    "swap-latest": ("weather_forecast",),
    "index-for-latest": ("changes",),
    "better-estimate": ("flights",),
    "apply-changes": ("nps",),
}
