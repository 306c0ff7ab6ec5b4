"""A class on one server: for each learner a role and databases of their own, made by whoever runs the servers.

In: names, and the servers' administrator. Out: roles, databases and the variables of a learner's kernels. The
command `workbook class` and a Hub's configuration call it.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from workbook import servers
from workbook.classroom import learners, names, roles
from workbook.databases import provisioned
from workbook.exercises.tables import Rows
from workbook.servers import addresses, state

ROOM_FOR = 16  # learners at a time: each growth restarts the servers
BUSY = "Another process changes the class: waiting for it."
Report = Callable[[str], None]


def add(file: Path, report: Report = print) -> None:
    """Make what each learner of a CSV file needs on both servers; who is there keeps password and data.

    Raises WorkbookError, before anything is made, if the file has no column `name` or a name can't be taken.
    """
    wanted = names.read(file)
    with state.lock(learners.folder(), report, BUSY):
        there = {names.key(learner.name): learner for learner in learners.all_of_them()}
        new = [name for name in wanted if names.key(name) not in there]
        _make_room(len(there) + len(new), report)
        where = servers.ensure(report)
        for name in wanted:
            learner = there.get(names.key(name)) or learners.new(name)
            # Written first: what a killed run left half made has its password in the file, for the next run.
            learners.write(learner)
            roles.make(learner, where)
            known = names.key(name) in there
            report(f"{learner.name}: {'is there already' if known else f'made, as {learner.role}'}")
        _warn_of_few_connections(where, len(there) + len(new), report)


def remove(name: str, report: Report = print) -> None:
    """Drop a learner's databases and role on both servers; files in the learner's own folder stay.

    Raises WorkbookError if the class has no such learner.
    """
    with state.lock(learners.folder(), report, BUSY):
        learner = learners.find(name)
        roles.drop(learner, servers.ensure(report))
        learners.forget(learner)
    report(f"{learner.name}: role and databases are gone; files in the learner's own folder stay.")


def listing() -> Rows:
    """The learners: name, role, how many databases each has, and their size on the warehouse in MB."""
    found = learners.all_of_them()
    sizes = roles.sizes(found, servers.ensure()) if found else {}
    rows = [(one.name, one.role, len(one.databases), round(sizes[one.role] / 1e6)) for one in found]
    return Rows(["name", "role", "databases", "MB"], rows)


def has(name: str) -> bool:
    """Whether the class has a learner of this name."""
    return names.key(name) in {names.key(learner.name) for learner in learners.all_of_them()}


def environment(name: str) -> dict[str, str]:
    """The variables with which a learner's kernels use the shared servers: for a spawner to set.

    They hold the learner's own password, and no administrator's. The servers are started if they are down.
    Raises WorkbookError if the class has no such learner.
    """
    learner, where = learners.find(name), servers.ensure()

    def url(scheme: str, address: addresses.Address) -> str:
        own = replace(address, user=learner.role, password=learner.password, database=learner.databases[0])
        return own.url(scheme)

    return {
        addresses.WAREHOUSE_URL: url("postgresql", where.warehouse),
        addresses.SOURCE_URL: url("mysql", where.source),
        provisioned.DATABASES: ",".join(learner.databases),
    }


def _make_room(count: int, report: Report) -> None:
    rounded = -(-count // ROOM_FOR) * ROOM_FOR
    servers.make_room(rounded * roles.CONNECTIONS, report)


def _warn_of_few_connections(where: addresses.Addresses, count: int, report: Report) -> None:
    needed = count * roles.CONNECTIONS
    for engine, most in roles.most_connections(where).items():
        if most < needed:
            report(
                f"The {engine} takes {most} connections, and {count} learners may open {needed}: set"
                f" max_connections to {needed + 20} or more there, or some may wait for others."
            )
