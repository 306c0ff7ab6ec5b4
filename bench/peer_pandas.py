"""A table from MySQL to PostgreSQL by pandas: `python peer_pandas.py SOURCE WAREHOUSE TABLE`."""

import sys

import pandas as pd
from sqlalchemy import create_engine

source, warehouse, table = sys.argv[1:]
rows = pd.read_sql(f"SELECT * FROM {table}", create_engine(f"mysql+pymysql://{source}"))
rows.to_sql(table, create_engine(f"postgresql+psycopg2://{warehouse}"), if_exists="replace", index=False)
