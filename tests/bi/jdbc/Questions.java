import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Asks a server what Metabase and DBeaver ask by JDBC. Arguments: URL, password, and properties as name=value. Prints a line an
 * answer: its name, a tab, the answer, or the error with its code.
 */
public class Questions {
  interface Question {
    Object ask() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    properties.put("user", "metabase");
    properties.put("password", arguments[1]);
    for (int at = 2; at < arguments.length; at++) {
      String[] pair = arguments[at].split("=", 2);
      properties.put(pair[0], pair[1]);
    }
    try (Connection connection = DriverManager.getConnection(arguments[0], properties)) {
      describe(connection);
      query(connection);
      end(connection);
    }
    properties.put("password", "none of theirs");
    say("stranger", () -> {
      try (Connection other = DriverManager.getConnection(arguments[0], properties)) {
        return rows(other.createStatement().executeQuery("SELECT 1"));
      }
    });
  }

  static void describe(Connection connection) throws SQLException {
    DatabaseMetaData meta = connection.getMetaData();
    say("valid", () -> connection.isValid(5));
    say("product", meta::getDatabaseProductName);
    say("version", meta::getDatabaseProductVersion);
    say("schemas", () -> column(meta.getSchemas(), "TABLE_SCHEM"));
    say("catalogs", () -> rows(meta.getCatalogs()).size());
    say("tables", () -> column(meta.getTables(null, "bi", "%", new String[] {"TABLE", "VIEW"}), "TABLE_NAME"));
    say("columns", () -> column(meta.getColumns(null, "bi", "credit", "%"), "COLUMN_NAME"));
    say("remarks", () -> column(meta.getColumns(null, "bi", "credit", "credit_linear_minor"), "REMARKS"));
    say("keys", () -> rows(meta.getPrimaryKeys(null, "bi", "credit")).size());
    say("imported", () -> rows(meta.getImportedKeys(null, "bi", "credit")).size());
    say("indices", () -> rows(meta.getIndexInfo(null, "bi", "credit", false, false)).size());
    say("types", () -> column(meta.getTypeInfo(), "TYPE_NAME").contains("DateTime64"));
    say("functions", () -> column(meta.getFunctions(null, null, "%"), "FUNCTION_NAME").contains("toStartOfMonth"));
    say("properties", () -> column(meta.getClientInfoProperties(), "NAME"));
    say("read-only", () -> {
      connection.setReadOnly(true);
      return connection.isReadOnly();
    });
    for (String view : column(meta.getTables(null, "bi", "%", null), "TABLE_NAME"))
      say("view " + view, () -> typesOf(connection, "SELECT * FROM bi." + view));
  }

  static void query(Connection connection) {
    say("plain", () -> ask(connection, "SELECT count(), sum(credit_linear_minor) FROM credit"));
    say("commented", () -> ask(connection, "-- Metabase:: userID: 1 queryType: native\nSELECT count() FROM `bi`.`touches`"));
    say("prepared", () -> {
      String sql = "SELECT count() FROM touches WHERE channel = ? AND occurred_at >= ? AND toDate(occurred_at) < ?";
      try (PreparedStatement prepared = connection.prepareStatement(sql)) {
        prepared.setString(1, "email");
        prepared.setTimestamp(2, Timestamp.valueOf("2000-01-01 00:00:00"));
        prepared.setObject(3, LocalDate.of(2100, 1, 1));
        return rows(prepared.executeQuery());
      }
    });
    say("values", () -> {
      try (PreparedStatement prepared = connection.prepareStatement("SELECT ?, ?, ?, toTypeName(?)")) {
        prepared.setBigDecimal(1, new BigDecimal("1234.5678"));
        prepared.setString(2, "it's {x:String} \\ ?");
        prepared.setLong(3, Long.MAX_VALUE);
        prepared.setNull(4, java.sql.Types.VARCHAR);
        return rows(prepared.executeQuery());
      }
    });
    say("described", () -> {
      try (PreparedStatement prepared = connection.prepareStatement("SELECT * FROM credit WHERE deal_id = ?")) {
        prepared.setString(1, "none");
        return prepared.getMetaData().getColumnCount();
      }
    });
    say("streamed", () -> {
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(100);
        ResultSet found = statement.executeQuery("SELECT number, toString(number) FROM numbers(9999)");
        long sum = 0;
        while (found.next()) sum += found.getLong(1);
        return sum;
      }
    });
    say("most", () -> {
      try (Statement statement = connection.createStatement()) {
        statement.setMaxRows(7);
        return rows(statement.executeQuery("SELECT number FROM numbers(5000)")).size();
      }
    });
  }

  static void end(Connection connection) {
    String endless = "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))";
    say("timeout", () -> {
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(1);
        return rows(statement.executeQuery(endless));
      }
    });
    say("cancelled", () -> {
      try (Statement statement = connection.createStatement()) {
        Thread canceller = new Thread(() -> say("cancel", () -> {
          Thread.sleep(1000);
          statement.cancel();
          return "sent";
        }));
        canceller.start();
        try {
          return rows(statement.executeQuery(endless));
        } finally {
          canceller.join();
        }
      }
    });
    say("unknown", () -> ask(connection, "SELECT nothing_like_it FROM touches"));
    say("written", () -> connection.createStatement().executeUpdate("INSERT INTO touches (channel) VALUES ('x')"));
    say("dropped", () -> connection.createStatement().executeUpdate("DROP VIEW bi.touches"));
  }

  static List<List<String>> ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return rows(statement.executeQuery(sql));
    }
  }

  static List<List<String>> rows(ResultSet found) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    while (found.next()) {
      List<String> row = new ArrayList<>();
      for (int at = 1; at <= found.getMetaData().getColumnCount(); at++) row.add(found.getString(at));
      rows.add(row);
    }
    return rows;
  }

  static List<String> column(ResultSet found, String name) throws SQLException {
    List<String> values = new ArrayList<>();
    while (found.next()) values.add(found.getString(name));
    return values;
  }

  /** Types of all columns with the classes that their values have. */
  static Object typesOf(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet found = statement.executeQuery(sql)) {
      ResultSetMetaData meta = found.getMetaData();
      TreeSet<String> types = new TreeSet<>();
      int rows = 0;
      for (; found.next(); rows++)
        for (int at = 1; at <= meta.getColumnCount(); at++) {
          Object value = found.getObject(at);
          if (value != null) types.add(meta.getColumnTypeName(at) + "=" + value.getClass().getSimpleName());
        }
      return rows + " " + types;
    }
  }

  static void say(String name, Question question) {
    Object answer;
    try {
      answer = question.ask();
    } catch (SQLException error) {
      answer = "error " + error.getErrorCode() + " " + error.getMessage();
    } catch (Exception error) {
      answer = "failed " + error;
    }
    String line = name + "\t" + String.valueOf(answer).replaceAll("[\\t\\r\\n]+", " ");
    synchronized (System.out) {
      System.out.println(line);
    }
  }
}
