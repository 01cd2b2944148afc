package io.gamekeeper.local.lake;

import io.gamekeeper.local.file.Folders;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.local.service.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/**
 * DuckDB, which reads and writes Parquet files and runs queries over them. Each use has a database
 * of its own in memory, which sees one folder of its own and nothing else of the machine.
 *
 * @param folder below which the folders are
 */
public record ParquetEngine(Path folder) {
  /** What a database may use; a laptop has other things to do. */
  private static final List<String> MODEST =
      List.of("SET threads = 2", "SET memory_limit = '512MB'");

  /**
   * What keeps a database from the machine. The last of these settings keeps all of them from being
   * changed.
   */
  private static final List<String> CONFINED =
      List.of(
          "SET autoinstall_known_extensions = false",
          "SET autoload_known_extensions = false",
          "SET enable_external_access = false",
          "SET lock_configuration = true");

  /** As Athena computes: integers divide to integers, and times are in UTC. */
  private static final List<String> AS_ATHENA =
      List.of("SET integer_division = true", "SET TimeZone = 'UTC'");

  /** A database with the one folder that it sees. */
  public record Room(DuckDBConnection connection, Path folder) implements AutoCloseable {

    /** Runs a statement that returns nothing. */
    public void execute(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    @Override
    public void close() {
      try {
        connection.close();
        Folders.delete(folder);
      } catch (SQLException | IOException e) {
        throw new StageException(folder + " cannot be cleared: " + e.getMessage(), e);
      }
    }
  }

  /** Opens a database with an empty folder; its close removes both. */
  public Room open() throws SQLException {
    Path own;
    try {
      own = Files.createTempDirectory(PrivateFiles.createFolder(folder), "query").toRealPath();
    } catch (IOException e) {
      throw new StageException(folder + " cannot be written: " + e.getMessage(), e);
    }
    DuckDBConnection connection =
        DriverManager.getConnection("jdbc:duckdb:", new Properties())
            .unwrap(DuckDBConnection.class);
    Room room = new Room(connection, own);
    boolean confined = false;
    try {
      for (String setting : MODEST) {
        room.execute(setting);
      }
      for (String setting : AS_ATHENA) {
        room.execute(setting);
      }
      room.execute("SET allowed_directories = [" + text(own + "/") + "]");
      for (String setting : CONFINED) {
        room.execute(setting);
      }
      confined = true;
    } finally {
      if (!confined) {
        room.close();
      }
    }
    return room;
  }

  /** Returns a text as a literal of SQL. */
  public static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** Returns a name as SQL quotes it. */
  public static String name(String value) {
    return "\"" + value.replace("\"", "\"\"") + "\"";
  }
}
