package io.taffrail.controller.projection;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens the database and makes its tables. They hold little that the log does not know, so tables
 * of another layout are dropped and filled again, and a file that is damaged is put aside for a new
 * one: neither may keep a controller from starting.
 */
public final class ProjectionDatabase {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionDatabase.class);

    /** Changes with every change of {@code projection.sql}. */
    private static final int LAYOUT = 1;

    private static final String DROP_ALL =
            "drop table if exists projection_layout, projection_position, topic_view, partition_view, node_view, config_view, history_event";

    private static final Set<Integer> DAMAGE =
            Set.of(
                    ErrorCode.FILE_CORRUPTED_1,
                    ErrorCode.FILE_VERSION_ERROR_1,
                    ErrorCode.GENERAL_ERROR_1);

    private static final String H2_FILE = "jdbc:h2:file:";
    private static final String H2_SUFFIX = ".mv.db";

    private ProjectionDatabase() {}

    /**
     * @param connectionsMax queries at a time; one more waits
     */
    public static HikariDataSource open(
            String jdbcUrl, String user, String password, int connectionsMax) {
        HikariDataSource source = pool(jdbcUrl, user, password, connectionsMax);
        try {
            prepare(source);
            return source;
        } catch (RuntimeException failure) {
            source.close();
            Path file = damagedFile(jdbcUrl, failure);
            if (file == null) {
                throw failure;
            }
            Path aside = putAside(file);
            LOG.warn(
                    "the projection's database {} is damaged and was moved to {}; a new one is filled from the metadata log: {}",
                    file,
                    aside.getFileName(),
                    failure.getMessage());
        }
        HikariDataSource fresh = pool(jdbcUrl, user, password, connectionsMax);
        prepare(fresh);
        return fresh;
    }

    /** The one who writes to that database. */
    public static ProjectionWriter writer(DataSource source, int historyEventsMax) {
        return new ProjectionWriter(
                new ProjectionTables(new JdbcTemplate(source)),
                new TransactionTemplate(new JdbcTransactionManager(source)),
                () -> prepare(source),
                historyEventsMax);
    }

    private static HikariDataSource pool(
            String jdbcUrl, String user, String password, int connectionsMax) {
        var source = new HikariDataSource();
        source.setPoolName("projection");
        source.setJdbcUrl(jdbcUrl);
        source.setUsername(user);
        source.setPassword(password);
        source.setMaximumPoolSize(connectionsMax);
        source.setMinimumIdle(1);
        source.setExceptionOverride(new ClosedDatabase());
        return source;
    }

    private static void prepare(DataSource source) {
        var jdbc = new JdbcTemplate(source);
        if (layout(jdbc) != LAYOUT) {
            jdbc.execute(DROP_ALL);
            new ResourceDatabasePopulator(
                            new ClassPathResource("projection.sql", ProjectionDatabase.class))
                    .execute(source);
            jdbc.update("insert into projection_layout (version) values (?)", LAYOUT);
        }
    }

    private static int layout(JdbcTemplate jdbc) {
        try {
            Integer version =
                    jdbc.queryForObject(
                            "select max(version) from projection_layout", Integer.class);
            return version == null ? 0 : version;
        } catch (BadSqlGrammarException noSuchTable) {
            return 0;
        }
    }

    /** The H2 file that could not be read, if that is what went wrong. */
    private static @Nullable Path damagedFile(String jdbcUrl, Throwable failure) {
        if (!jdbcUrl.startsWith(H2_FILE)) {
            return null;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && DAMAGE.contains(sql.getErrorCode())) {
                int end = jdbcUrl.indexOf(';');
                String path = jdbcUrl.substring(H2_FILE.length(), end < 0 ? jdbcUrl.length() : end);
                Path file = Path.of(path + H2_SUFFIX);
                return Files.exists(file) ? file : null;
            }
        }
        return null;
    }

    private static Path putAside(Path file) {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        try {
            return Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the damaged database " + file + " cannot be moved: delete it", e);
        }
    }
}
