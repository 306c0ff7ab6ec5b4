"""A connection to the source that is watched: PyMySQL's own, subclassed; each statement may be made to fail."""

import pymysql
from pymysql.protocol import MysqlPacket

from workbook.checking.instrumented_drivers import STOPPED, StatementHook

REFUSED_MYSQL = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused, to see what your function does'"


class InstrumentedMySQL(pymysql.Connection):
    """A connection to the source whose statements pass through `hook`.

    Two of PyMySQL's private methods are overridden: it has no public place where a row comes, and rules about
    memory and about a source that is gone in mid-read need one. Killing the session from outside would come at
    some row or other. The lock pins the version, and tests of each count hold what is used of it.
    """

    hook: StatementHook | None = None  # none while the driver sets the connection up
    _packets = 0  # since the last command
    was_closed = False  # by a call of close(); a lost connection is not

    def close(self) -> None:
        self.was_closed = True
        super().close()

    def query(self, sql: str | bytes, unbuffered: bool = False) -> int:
        text = sql.decode() if isinstance(sql, bytes) else sql
        try:
            return super().query(REFUSED_MYSQL if self._fails(text) else sql, unbuffered)
        except pymysql.err.Error as error:
            if self.hook:
                self.hook.errors.append(error)
            raise

    def begin(self) -> None:
        if self._fails("BEGIN"):
            super().query(REFUSED_MYSQL)
        super().begin()

    def commit(self) -> None:
        if self._fails("COMMIT"):
            super().rollback()  # a COMMIT that the server refuses has rolled back
            super().query(REFUSED_MYSQL)
        super().commit()

    def _execute_command(self, command: int, sql: str | bytes) -> None:
        self._packets = 0
        super()._execute_command(command, sql)

    def _read_packet(self, packet_type: type[MysqlPacket] = MysqlPacket) -> MysqlPacket:
        packet = super()._read_packet(packet_type)
        if self.hook and packet_type is MysqlPacket:
            self._packets += 1
            # The first packet of an answer says what comes; the ends of the columns and of the rows are EOF.
            if self._packets > 1 and not packet.is_eof_packet():
                self._row_came(self.hook)
        return packet

    def _row_came(self, hook: StatementHook) -> None:
        hook.rows_read += 1
        if hook.at_row:
            hook.at_row(hook.rows_read)
        if hook.source_rows is not None and hook.rows_read > hook.source_rows:
            if self._result:
                self._result.unbuffered_active = False  # or closing the cursor would go on reading
            self._force_close()
            raise pymysql.err.OperationalError(2013, "Lost connection to MySQL server during query")

    def _fails(self, text: str) -> bool:
        return self.hook is not None and self.hook.fails(text, pymysql.err.OperationalError(2013, STOPPED))
