package io.taffrail.gateway.ws;

/** Why a socket was closed, in numbers: RFC 6455's, and 4000 plus an HTTP status for our own. */
public final class CloseCode {

    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    public static final int NO_STATUS = 1005;
    public static final int INVALID_UTF8 = 1007;
    public static final int TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;
    public static final int TRY_AGAIN_LATER = 1013;
    public static final int MALFORMED = 4400;
    public static final int DUPLICATE_ID = 4409;
    public static final int SLOW_CONSUMER = 4410;

    private static final int OWN = 4000;

    private CloseCode() {}

    /** That of an HTTP status. */
    public static int ofStatus(int status) {
        return OWN + status;
    }
}
