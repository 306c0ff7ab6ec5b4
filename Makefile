# Thin on purpose: tools/bootstrap.py makes .venv, the command `workbook` does the work.
# Paths are relative, so that the clone's folder may have any name.
PYTHON ?= python3
# Another program's modules, which the environments of this clone must not find before their own.
unexport PYTHONPATH PYTHONHOME

.PHONY: lab setup

lab: setup
	@.venv/bin/workbook lab

setup:
	@$(PYTHON) tools/bootstrap.py

# All that the tests need is set up first: on a fresh machine nobody has typed anything else.
.PHONY: test
test: setup
	@$(PYTHON) tools/bootstrap.py classroom airflow dbt spark
	@.venv/bin/workbook spark java
	@.venv/bin/python tools/test.py

# The lessons up to 11 on a MySQL of today, fetched without root from Debian's unstable packages.
.PHONY: test-mysql
test-mysql: setup
	@.venv/bin/python tools/test.py mysql

# While you work: style, order of the rooms, types, tests without servers, and the lessons that you changed.
.PHONY: quick
quick: setup
	@.venv/bin/python tools/test.py quick

.PHONY: airflow
airflow: setup
	@$(PYTHON) tools/bootstrap.py airflow

# For lesson 16.
.PHONY: dbt
dbt: setup
	@$(PYTHON) tools/bootstrap.py dbt

# For lesson 17; a Java too, where this machine has none.
.PHONY: spark
spark: setup
	@$(PYTHON) tools/bootstrap.py spark
	@.venv/bin/workbook spark java

.PHONY: test-airflow
test-airflow: airflow
	@.venv/bin/python tools/test.py airflow

# For a class on one server: JupyterHub too.
.PHONY: classroom
classroom: setup
	@$(PYTHON) tools/bootstrap.py classroom
