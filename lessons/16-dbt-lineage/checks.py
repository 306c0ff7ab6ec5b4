"""Lesson 16: the summary tables of lesson 10 as dbt models. What answers must show."""

from workbook import paths
from workbook.checking.rules.dbt import History, Lineage, NothingElsewhere, Relation, RestUntouched, TestsDecide
from workbook.datasets import nps_and_weather, shop_sessions
from workbook.exercises import DbtExercise, Fixture, Table, load_module

shop = load_module("16-dbt-lineage", "shop")
wrongs = load_module("16-dbt-lineage", "wrongs")
scans = load_module("16-dbt-lineage", "scans")
customers = load_module("16-dbt-lineage", "customers")

notebook = Fixture(
    "the lesson's tables",
    warehouse=[
        Table(
            "nps",
            {"id": "INT NOT NULL PRIMARY KEY", "created_at": "TIMESTAMP", "score": "SMALLINT"},
            lambda: nps_and_weather.nps_csv(paths.home()),
        ),
        Table(
            "user_session_channel",
            {"userid": "INT NOT NULL", "sessionid": "VARCHAR(32) PRIMARY KEY", "channel": "VARCHAR(32)"},
            shop_sessions.user_session_channel(),
        ),
        Table(
            "session_timestamp",
            {"sessionid": "VARCHAR(32) PRIMARY KEY", "ts": "TIMESTAMP"},
            shop_sessions.session_timestamp(),
        ),
    ],
)

exercises = [
    DbtExercise(
        id="ref-and-source",
        given={"models/sources.yml": shop.SOURCES},
        scenarios=shop.SCENARIOS,
        other_scenarios=shop.other_scenarios,
        rules=[
            Lineage(
                {
                    "order_totals": ("shop.orders", "shop.order_items"),
                    "country_days": ("order_totals", "shop.customers"),
                    "best_days": ("country_days",),
                }
            ),
            Relation("order_totals", shop.ORDER_TOTALS, shop.order_totals),
            Relation("country_days", shop.COUNTRY_DAYS, shop.country_days),
            Relation("best_days", shop.BEST_DAYS, shop.best_days),
            NothingElsewhere(),
        ],
        hints=(
            "Which of the names in FROM and JOIN are tables that dbt makes itself, and which come from outside?",
            "A model names another one with {{ ref('its_name') }}, and a raw table with"
            " {{ source('shop', 'its_name') }}, wherever the SELECT has a table's name.",
            "SELECT … FROM {{ source('shop', 'orders') }} AS o JOIN {{ source('shop', 'order_items') }} AS i … in"
            " order_totals, FROM {{ ref('order_totals') }} AS t JOIN {{ source('shop', 'customers') }} AS c … in"
            " country_days, and FROM {{ ref('country_days') }} in best_days.",
        ),
    ),
    DbtExercise(
        id="tests-that-catch",
        given=wrongs.GIVEN,
        scenarios=wrongs.SCENARIOS,
        other_scenarios=wrongs.other_scenarios,
        rules=[TestsDecide()],
        points=2,
        hints=(
            "Three of the rules are ready-made tests, some with a not_null beside them: which? The others are"
            " SELECTs of the bad rows, in files of tests/.",
            "relationships and accepted_values let NULL pass. A test of the revenue compares two tables, and a day"
            " may be missing on either side.",
            "FROM (SELECT placed_at::date AS day, sum(amount) AS amount FROM {{ ref('orders') }} WHERE … GROUP BY"
            " …) AS o FULL JOIN {{ ref('daily_revenue') }} AS r ON r.day = o.day WHERE o.day IS NULL OR …",
        ),
    ),
    DbtExercise(
        id="incremental-model",
        given={"models/sources.yml": scans.SOURCES},
        file="models/depot_days.sql",
        scenarios=scans.SCENARIOS,
        other_scenarios=scans.other_scenarios,
        points=2,
        rules=[
            Lineage({"depot_days": ("parcels.scans",)}),
            Relation("depot_days", scans.COLUMNS, scans.depot_days),
            RestUntouched("depot_days", "depot || ' ' || day::text", scans.may_change),
        ],
        hints=(
            "Which depots' days have a scan that arrived since the last run? The table itself says how far that"
            " run got: last_arrived_at.",
            "Find these pairs of depot and day in a subquery, and compute each of them anew from all of its scans,"
            " not only from the new ones. The unique_key is a list of two columns.",
            "WHERE arrived_at >= (SELECT coalesce(max(last_arrived_at), '1900-01-01') FROM {{ this }}) finds the"
            " new scans; JOIN their DISTINCT depot and day with all scans.",
        ),
    ),
    DbtExercise(
        id="keep-the-history",
        given={"models/sources.yml": customers.SOURCES},
        file="snapshots/customer_history.yml",
        scenarios=customers.SCENARIOS,
        other_scenarios=customers.other_scenarios,
        rules=[
            Lineage({"customer_history": ("shop.customers",)}, kind="snapshot"),
            History("customer_history", "customer_id", customers.COLUMNS, customers.versions),
        ],
        hints=(
            "Two strategies tell dbt that a row has changed. Which of them sees a change that nobody has stamped?",
            "strategy: check compares the columns of check_cols. For rows that are gone there is hard_deletes.",
            "relation: source('shop', 'customers'), and in its config unique_key, strategy: check, check_cols:"
            " all, hard_deletes: invalidate.",
        ),
    ),
]
