package io.taffrail.controller.projection;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import org.h2.api.ErrorCode;

/**
 * Has the pool let go of connections whose database H2 has closed, as it does after a write that
 * failed on a full disk. Such a connection calls itself valid and fails for ever; the next new one
 * opens the database again.
 */
final class ClosedDatabase implements SQLExceptionOverride {

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED
                ? Override.MUST_EVICT
                : Override.CONTINUE_EVICT;
    }
}
